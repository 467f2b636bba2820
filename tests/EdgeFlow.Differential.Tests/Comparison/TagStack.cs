using System.Buffers.Binary;
using System.Collections.Immutable;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Differential.Tests.Comparison;

/// <summary>What push_vlan, pop_vlan and set_field of tags make of a frame: by the specification, and in Open vSwitch.</summary>
internal static class TagStack
{
    private const int AfterMacs = 12, TagLength = 4, OvsTags = 2, VidBits = 0x0fff, PcpShift = 13, PcpBits = 0xe000;

    /// <summary>Runs push_vlan, pop_vlan and set_field of VLAN_VID and VLAN_PCP.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="actions">No others.</param>
    /// <param name="isRight">§5.12.1: a pushed tag copies VID and PCP of the outer tag. Open vSwitch copies nothing and keeps two tags.</param>
    /// <returns>Null if there are other actions.</returns>
    internal static byte[]? Run(byte[] frame, ImmutableArray<OfAction> actions, bool isRight)
    {
        var tags = new List<(ushort Type, ushort Info)>();
        for (int offset = AfterMacs; FrameView.Word(frame, offset) is FrameView.Vlan or FrameView.ServiceVlan; offset += TagLength)
        {
            tags.Add((FrameView.Word(frame, offset), FrameView.Word(frame, offset + 2)));
        }

        int rest = AfterMacs + TagLength * tags.Count;
        foreach (OfAction action in actions)
        {
            switch (action)
            {
                case PushVlanAction push:
                    tags.Insert(0, (push.EtherType, isRight && tags.Count > 0 ? tags[0].Info : (ushort)0));
                    break;
                case PopVlanAction when tags.Count > 0:
                    tags.RemoveAt(0);
                    break;
                case SetFieldAction { Field.Field: OxmField.VlanVid } set when tags.Count > 0:
                    tags[0] = (tags[0].Type, (ushort)(tags[0].Info & ~VidBits | (int)set.Field.ToUInt64() & VidBits));
                    break;
                case SetFieldAction { Field.Field: OxmField.VlanPcp } set when tags.Count > 0:
                    tags[0] = (tags[0].Type, (ushort)(tags[0].Info & ~PcpBits | (int)set.Field.ToUInt64() << PcpShift));
                    break;
                default:
                    return null;
            }

            if (!isRight && tags.Count > OvsTags)
            {
                tags.RemoveAt(OvsTags);
            }
        }

        byte[] bytes = new byte[TagLength * tags.Count];
        for (int i = 0; i < tags.Count; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(TagLength * i), tags[i].Type);
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(TagLength * i + 2), tags[i].Info);
        }

        return [.. frame[..AfterMacs], .. bytes, .. frame[rest..]];
    }
}
