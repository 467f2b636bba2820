namespace EdgeFlow.Packets.Tests;

public sealed class MacAddressTests
{
    [Theory]
    [InlineData("02:00:00:00:00:0a", 0x02000000000AUL)]
    [InlineData("AA-BB-CC-DD-EE-FF", 0xAABBCCDDEEFFUL)]
    [InlineData("00:00:00:00:00:00", 0UL)]
    public void Parse_GoodText_ValueAndCanonicalText(string text, ulong value)
    {
        MacAddress address = MacAddress.Parse(text);

        Assert.Equal(value, address.Value);
        Assert.Equal(text.Replace('-', ':').ToLowerInvariant(), address.ToString());
        Assert.Equal(address.ToString(), $"{address}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("02:00:00:00:00")]
    [InlineData("02:00:00:00:00:0")]
    [InlineData("02:00:00:00:00:0g")]
    [InlineData("02:00-00:00:00:00")]
    [InlineData("0200.0000.00010000")]
    [InlineData(" 2:00:00:00:00:00")]
    [InlineData("+2:00:00:00:00:00")]
    public void Parse_BadText_RefusedWithExample(string text)
    {
        Assert.False(MacAddress.TryParse(text, out _));
        Assert.Contains("02:00:00:00:00:01", Assert.Throws<FormatException>(() => MacAddress.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CopyTo_ThenReadFrom_SameBytesOnTheWire()
    {
        byte[] bytes = new byte[6];
        new MacAddress(0x0102_0304_0506).CopyTo(bytes);

        Assert.Equal([1, 2, 3, 4, 5, 6], bytes);
        Assert.Equal(0x0102_0304_0506UL, MacAddress.ReadFrom(bytes).Value);
    }

    [Theory]
    [InlineData(0xFFFF_FFFF_FFFFUL, true, true)]
    [InlineData(0x0180_C200_000EUL, true, false)]
    [InlineData(0x0200_0000_0001UL, false, false)]
    public void Kind_GroupBit_TellsMulticast(ulong value, bool isMulticast, bool isBroadcast)
    {
        var address = new MacAddress(value);

        Assert.Equal((isMulticast, isBroadcast), (address.IsMulticast, address.IsBroadcast));
    }
}
