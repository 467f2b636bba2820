using EdgeFlow.Vmm.Qemu;

namespace EdgeFlow.Vmm.Tests.Qemu;

/// <summary>Lines as in QEMU's qmp-spec, and what fuzzing made of them.</summary>
public sealed class QmpMessageTests
{
    [Fact]
    public void Parse_Event_NameTimeAndData()
    {
        QmpEvent? happened = QmpMessage.Parse(
            """{"timestamp": {"seconds": 1267020223, "microseconds": 435656}, "event": "DEVICE_DELETED", "data": {"device": "net0"}}""").Event;

        Assert.NotNull(happened);
        Assert.Equal("DEVICE_DELETED", happened.Name);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1267020223).AddMicroseconds(435656), happened.Timestamp);
        Assert.Equal("net0", happened.Data.GetProperty("device").GetString());
    }

    [Fact]
    public void Parse_Replies_ReturnOrRefusal()
    {
        Assert.Equal((7L, null), (QmpMessage.Parse("""{"return": {}, "id": 7}""").Id, QmpMessage.Parse("""{"return": {}, "id": 7}""").Refusal));
        Assert.Equal("no such device", QmpMessage.Parse("""{"id": 8, "error": {"class": "GenericError", "desc": "no such device"}}""").Refusal);
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("[1, 2]")]
    [InlineData("""{"event": "STOP"}""")] // no timestamp
    [InlineData("""{"event": 5, "timestamp": {"seconds": 1, "microseconds": 2}}""")]
    [InlineData("""{"event": "STOP", "timestamp": {"seconds": 9223372036854775807, "microseconds": 2}}""")]
    [InlineData("""{"event": "\ud800", "timestamp": {"seconds": 1, "microseconds": 2}}""")] // half a character
    [InlineData("""{"return": {}, "id": "seven"}""")]
    [InlineData("""{"return": {}, "id": 1.5}""")]
    [InlineData("""{"id": 7}""")]
    [InlineData("""{"id": 7, "error": {}}""")]
    public void Parse_NotTheProtocol_OneKindOfException(string line) => Assert.Throws<InvalidDataException>(() => QmpMessage.Parse(line));
}
