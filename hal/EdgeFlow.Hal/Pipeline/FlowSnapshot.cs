using EdgeFlow.Hal.Tables;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>A flow entry at one moment: for flow statistics (OpenFlow 1.3.5 §7.3.5.2).</summary>
/// <param name="Entry">Match bytes, cookie, time-outs, flags and counters are read from it.</param>
/// <param name="InstructionBytes">The instructions as the controller sent them.</param>
/// <param name="Age">Time since the entry was added.</param>
public readonly record struct FlowSnapshot(byte TableId, FlowEntry Entry, ReadOnlyMemory<byte> InstructionBytes, TimeSpan Age);
