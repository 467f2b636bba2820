using System.Text;

namespace EdgeFlow.OpenFlow;

/// <summary>Type and code of an OpenFlow error message.</summary>
/// <param name="Type">Which family of codes <paramref name="Code"/> belongs to.</param>
/// <param name="Code">Code within the type; for <see cref="OfpErrorType.Experimenter"/> the exp_type.</param>
/// <param name="Experimenter">For <see cref="OfpErrorType.Experimenter"/> whose exp_type it is; else 0.</param>
/// <remarks>OpenFlow 1.3.5 §7.5.4.</remarks>
public readonly record struct OfpError(OfpErrorType Type, ushort Code, uint Experimenter = 0)
{
    public static OfpError From(HelloFailed code) => new(OfpErrorType.HelloFailed, (ushort)code);
    public static OfpError From(BadRequest code) => new(OfpErrorType.BadRequest, (ushort)code);
    public static OfpError From(BadAction code) => new(OfpErrorType.BadAction, (ushort)code);
    public static OfpError From(BadInstruction code) => new(OfpErrorType.BadInstruction, (ushort)code);
    public static OfpError From(BadMatch code) => new(OfpErrorType.BadMatch, (ushort)code);
    public static OfpError From(FlowModFailed code) => new(OfpErrorType.FlowModFailed, (ushort)code);
    public static OfpError From(GroupModFailed code) => new(OfpErrorType.GroupModFailed, (ushort)code);
    public static OfpError From(PortModFailed code) => new(OfpErrorType.PortModFailed, (ushort)code);
    public static OfpError From(TableModFailed code) => new(OfpErrorType.TableModFailed, (ushort)code);
    public static OfpError From(QueueOpFailed code) => new(OfpErrorType.QueueOpFailed, (ushort)code);
    public static OfpError From(SwitchConfigFailed code) => new(OfpErrorType.SwitchConfigFailed, (ushort)code);
    public static OfpError From(RoleRequestFailed code) => new(OfpErrorType.RoleRequestFailed, (ushort)code);
    public static OfpError From(MeterModFailed code) => new(OfpErrorType.MeterModFailed, (ushort)code);
    public static OfpError From(TableFeaturesFailed code) => new(OfpErrorType.TableFeaturesFailed, (ushort)code);

    /// <summary>An EdgeFlow experimenter error; on the wire the experimenter id follows the code.</summary>
    public static OfpError From(HoldFailed code) => new(OfpErrorType.Experimenter, (ushort)code, EdgeFlowExperimenter.Id);

    /// <summary>An ONF experimenter error: what 1.3 has in place of OFPET_BUNDLE_FAILED.</summary>
    public static OfpError From(BundleFailed code) =>
        new(OfpErrorType.Experimenter, (ushort)(OnfExperimenter.BundleErrors + (ushort)code), OnfExperimenter.Id);

    /// <summary>An ONF experimenter error: what 1.3 has in place of OFPET_FLOW_MONITOR_FAILED.</summary>
    public static OfpError From(FlowMonitorFailed code) =>
        new(OfpErrorType.Experimenter, (ushort)(OnfExperimenter.FlowMonitorErrors + (ushort)code), OnfExperimenter.Id);

    public static implicit operator OfpError(HelloFailed code) => From(code);
    public static implicit operator OfpError(BadRequest code) => From(code);
    public static implicit operator OfpError(BadAction code) => From(code);
    public static implicit operator OfpError(BadInstruction code) => From(code);
    public static implicit operator OfpError(BadMatch code) => From(code);
    public static implicit operator OfpError(FlowModFailed code) => From(code);
    public static implicit operator OfpError(GroupModFailed code) => From(code);
    public static implicit operator OfpError(PortModFailed code) => From(code);
    public static implicit operator OfpError(TableModFailed code) => From(code);
    public static implicit operator OfpError(QueueOpFailed code) => From(code);
    public static implicit operator OfpError(SwitchConfigFailed code) => From(code);
    public static implicit operator OfpError(RoleRequestFailed code) => From(code);
    public static implicit operator OfpError(MeterModFailed code) => From(code);
    public static implicit operator OfpError(TableFeaturesFailed code) => From(code);
    public static implicit operator OfpError(HoldFailed code) => From(code);
    public static implicit operator OfpError(BundleFailed code) => From(code);
    public static implicit operator OfpError(FlowMonitorFailed code) => From(code);

    /// <summary>The names of the specification, such as <c>FLOW_MOD_FAILED/TABLE_FULL</c>; unknown numbers stay numbers.</summary>
    public override string ToString()
    {
        string? code = Type switch
        {
            OfpErrorType.HelloFailed => Enum.GetName((HelloFailed)Code),
            OfpErrorType.BadRequest => Enum.GetName((BadRequest)Code),
            OfpErrorType.BadAction => Enum.GetName((BadAction)Code),
            OfpErrorType.BadInstruction => Enum.GetName((BadInstruction)Code),
            OfpErrorType.BadMatch => Enum.GetName((BadMatch)Code),
            OfpErrorType.FlowModFailed => Enum.GetName((FlowModFailed)Code),
            OfpErrorType.GroupModFailed => Enum.GetName((GroupModFailed)Code),
            OfpErrorType.PortModFailed => Enum.GetName((PortModFailed)Code),
            OfpErrorType.TableModFailed => Enum.GetName((TableModFailed)Code),
            OfpErrorType.QueueOpFailed => Enum.GetName((QueueOpFailed)Code),
            OfpErrorType.SwitchConfigFailed => Enum.GetName((SwitchConfigFailed)Code),
            OfpErrorType.RoleRequestFailed => Enum.GetName((RoleRequestFailed)Code),
            OfpErrorType.MeterModFailed => Enum.GetName((MeterModFailed)Code),
            OfpErrorType.TableFeaturesFailed => Enum.GetName((TableFeaturesFailed)Code),
            OfpErrorType.Experimenter when Experimenter == EdgeFlowExperimenter.Id => Enum.GetName((HoldFailed)Code),
            OfpErrorType.Experimenter when Experimenter == OnfExperimenter.Id && Code < OnfExperimenter.BundleErrors =>
                Enum.GetName((FlowMonitorFailed)(Code - OnfExperimenter.FlowMonitorErrors)),
            OfpErrorType.Experimenter when Experimenter == OnfExperimenter.Id => Enum.GetName((BundleFailed)(Code - OnfExperimenter.BundleErrors)),
            _ => null,
        };
        string? type = Enum.GetName(Type);
        return $"{(type is null ? $"{(ushort)Type}" : SpecName(type))}/{(code is null ? $"{Code}" : SpecName(code))}";
    }

    private static string SpecName(string name)
    {
        var text = new StringBuilder(name.Length + 6);
        for (int i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsAsciiLetterUpper(name[i]))
            {
                text.Append('_');
            }

            text.Append(char.ToUpperInvariant(name[i]));
        }

        return text.ToString();
    }
}
