using System.Buffers.Binary;
using System.Reflection;
using EdgeFlow.OpenFlow.Tests.Golden;

namespace EdgeFlow.OpenFlow.Tests;

public sealed class RandomBytesTests
{
    private const int Rounds = 200_000;

    [Fact]
    public void EveryReader_MutatedMessages_OnlyOpenFlowExceptions()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        byte[][] messages = Goldens();
        Assert.True(messages.Length > 60);
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] message = Mutate(random, messages[random.Next(messages.Length)]);
            var type = message.Length > 1 && random.Next(8) != 0 ? (OfpType)message[1] : (OfpType)random.Next(30);
            try
            {
                EveryReader.Read(type, message);
            }
            catch (OpenFlowException)
            {
                refused++;
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {seed}, round {round}, {type}: {Convert.ToHexStringLower(message)}\n{exception}");
            }
        }

        Assert.True(refused > Rounds / 10, $"seed {seed}: only {refused} of {Rounds} were refused; the mutations reach nothing");
    }

    private static byte[][] Goldens() =>
    [
        .. new[] { typeof(OsKen), typeof(OpenVSwitch) }
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(field => field.IsLiteral)
            .Select(field => Wire.Bytes((string)field.GetRawConstantValue()!)),
        .. OvsOfctlFlows.Added.Select(row => Wire.Bytes(row.Data.Item3)),
    ];

    private static byte[] Mutate(Random random, byte[] original)
    {
        byte[] message = [.. original];
        int kind = random.Next(6);
        if (kind == 0)
        {
            return message[..random.Next(message.Length + 1)];
        }

        if (kind == 1)
        {
            random.NextBytes(message.AsSpan(Math.Min(2, message.Length)));
            return message;
        }

        for (int count = random.Next(1, 5); count > 0; count--)
        {
            int at = random.Next(message.Length - 1);
            switch (kind)
            {
                case 2:
                    message[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 3:
                    // Lengths that tempt: 0, small, too large, negative if signed.
                    ushort[] lengths = [0, 1, 3, 4, 7, 8, 12, 16, 24, 0x7fff, 0x8000, 0xfff8, 0xffff, (ushort)message.Length];
                    BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at), lengths[random.Next(lengths.Length)]);
                    break;
                case 4:
                    message = [.. message.AsSpan(0, at), .. message.AsSpan(at + 1)];
                    if (message.Length < 4)
                    {
                        return message;
                    }

                    break;
                default:
                    message = [.. message.AsSpan(0, at), (byte)random.Next(256), .. message.AsSpan(at)];
                    break;
            }
        }

        return message;
    }
}
