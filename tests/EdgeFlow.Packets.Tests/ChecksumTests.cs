namespace EdgeFlow.Packets.Tests;

public sealed class ChecksumTests
{
    // The check value that every catalogue of CRCs gives for CRC-32C over "123456789".
    [Fact]
    public void Crc32c_CheckString_CatalogueValue() => Assert.Equal(0xE3069283u, Crc32c.Compute("123456789"u8));

    [Fact]
    public void Crc32c_SctpPacket_ChecksumFieldHoldsIt()
    {
        Span<byte> packet = stackalloc byte[20];
        SctpBuilder.Write(packet, 1, 2, 3, [9, 8, 7, 6, 5, 4, 3, 2]);
        Assert.True(SctpReader.TryRead(packet, out SctpReader sctp));
        uint stored = sctp.Checksum;
        packet[8..12].Clear();

        Assert.Equal(Crc32c.Compute(packet), stored);
    }

    // RFC 1071 §3: the bytes 00 01 f2 03 f4 f5 f6 f7 sum to ddf2.
    [Fact]
    public void Compute_ExampleOfRfc1071_ComplementOfDdf2() =>
        Assert.Equal((ushort)(0xFFFF - 0xDDF2), InternetChecksum.Compute([0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7]));

    // RFC 1624 §4: checksum dd2f, word 5555 becomes 3285, result 0000.
    [Fact]
    public void Update_ExampleOfRfc1624_Zero() =>
        Assert.Equal(0x0000, InternetChecksum.Update(0xDD2F, 0x5555, 0x3285));

    [Fact]
    public void Update_AnyWordOfRandomBytes_EqualsFullComputation()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        var bytes = new byte[65];
        for (int round = 0; round < 10_000; round++)
        {
            random.NextBytes(bytes);
            int place = random.Next(32) * 2;
            ushort before = InternetChecksum.Compute(bytes);
            ushort oldWord = (ushort)((bytes[place] << 8) | bytes[place + 1]);
            ushort newWord = (ushort)random.Next(65536);
            bytes[place] = (byte)(newWord >> 8);
            bytes[place + 1] = (byte)newWord;

            Assert.True(InternetChecksum.Compute(bytes) == InternetChecksum.Update(before, oldWord, newWord), $"seed {seed}, round {round}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1500)]
    [InlineData(65535)]
    public void Compute_AnyLength_EqualsWordByWordSum(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        ulong sum = 0;
        for (int i = 0; i < length; i++)
        {
            sum += (ulong)bytes[i] << (i % 2 == 0 ? 8 : 0);
        }

        while (sum > 0xFFFF)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        Assert.Equal((ushort)~sum, InternetChecksum.Compute(bytes));
    }
}
