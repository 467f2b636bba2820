using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.OpenFlow.Tests.Golden;

namespace EdgeFlow.OpenFlow.Tests;

public sealed class AllocationTests
{
    [Fact]
    public void FlowModReader_WholeMessage_AllocatesNothing()
    {
        byte[][] messages = [.. OvsOfctlFlows.Added.Select(row => Wire.Bytes(row.Data.Item3)), Wire.Bytes(OsKen.FlowModAllActions)];
        ulong first = ReadAll(messages), sum = 0;

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            sum += ReadAll(messages);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(first * 1000, sum);
    }

    private static ulong ReadAll(byte[][] messages)
    {
        ulong sum = 0;
        foreach (byte[] message in messages)
        {
            var flowMod = new FlowModReader(message);
            sum += flowMod.Priority + flowMod.Cookie;
            foreach (OxmTlv field in flowMod.Match)
            {
                sum += field.Header + field.Value[0] + (field.HasMask ? field.Mask[0] : 0u);
            }

            foreach (InstructionTlv instruction in flowMod.Instructions)
            {
                if (instruction.Type is InstructionType.ApplyActions or InstructionType.WriteActions)
                {
                    foreach (ActionTlv action in instruction.Actions)
                    {
                        sum += (ulong)action.Type + (uint)action.Bytes.Length;
                    }
                }
            }
        }

        return sum;
    }
}
