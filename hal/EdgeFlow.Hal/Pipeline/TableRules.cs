using System.Buffers.Binary;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>What a flow table offers, for checking flow-mods (OpenFlow 1.3.5 §7.3.5.5); compares by value.</summary>
/// <remarks>Fields are bits by OXM number. <b>Threads:</b> immutable.</remarks>
internal sealed record TableRules
{
    public int MaxEntries { get; init; }

    public ulong MetadataMatch { get; init; }

    public ulong MetadataWrite { get; init; }

    public ulong MatchFields { get; init; }

    /// <summary>Fields that may have a mask.</summary>
    public ulong MaskedFields { get; init; }

    /// <summary>Fields that a match may leave out.</summary>
    public ulong Wildcards { get; init; }

    public EntryRules Entries { get; init; } = new();

    /// <summary>For the table-miss entry.</summary>
    public EntryRules Miss { get; init; } = new();

    /// <returns>As <see cref="EntryRules.Check"/>.</returns>
    public OfpError? CheckInstructions(InstructionReader instructions, bool isMiss) => (isMiss ? Miss : Entries).Check(instructions, MetadataWrite);

    /// <summary>Checks the match of an entry to be added.</summary>
    /// <returns>BAD_MATCH with BAD_FIELD, BAD_MASK or BAD_WILDCARDS (a field that must be matched is not).</returns>
    public OfpError? CheckMatch(OxmReader match, bool isMiss)
    {
        ulong seen = 0;
        foreach (OxmTlv field in match)
        {
            ulong bit = 1UL << (int)field.Field;
            if ((MatchFields & bit) == 0)
            {
                return OfpError.From(BadMatch.BadField);
            }

            ulong metadataMask = field.Field != OxmField.Metadata ? 0
                : field.HasMask ? BinaryPrimitives.ReadUInt64BigEndian(field.Mask) : ulong.MaxValue;
            if ((field.HasMask && (MaskedFields & bit) == 0) || (metadataMask & ~MetadataMatch) != 0)
            {
                return OfpError.From(BadMatch.BadMask);
            }

            seen |= bit;
        }

        return !isMiss && (MatchFields & ~Wildcards & ~seen) != 0 ? OfpError.From(BadMatch.BadWildcards) : null;
    }
}
