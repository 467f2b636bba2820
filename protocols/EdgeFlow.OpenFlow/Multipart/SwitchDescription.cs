namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Body of a DESC reply: texts for people.</summary>
/// <param name="Manufacturer">At most 255 bytes of ASCII; so are hardware, software and datapath.</param>
/// <param name="Hardware">What it runs on.</param>
/// <param name="Software">Which program and version.</param>
/// <param name="SerialNumber">At most 31 bytes of ASCII.</param>
/// <param name="Datapath">A name for this datapath.</param>
/// <remarks>OpenFlow 1.3.5 §7.3.5.1: texts of 256, 256, 256, 32 and 256 bytes, closed by zeros.</remarks>
public readonly record struct SwitchDescription(string Manufacturer, string Hardware, string Software, string SerialNumber, string Datapath)
    : IWireRecord<SwitchDescription>
{
    private const int TextLength = 256, SerialLength = 32;

    public static int Size => 4 * TextLength + SerialLength;

    public static SwitchDescription Read(ReadOnlySpan<byte> bytes) => new(
        WireText.Read(bytes[..TextLength]),
        WireText.Read(bytes.Slice(TextLength, TextLength)),
        WireText.Read(bytes.Slice(2 * TextLength, TextLength)),
        WireText.Read(bytes.Slice(3 * TextLength, SerialLength)),
        WireText.Read(bytes.Slice(3 * TextLength + SerialLength, TextLength)));

    public void Write(Span<byte> destination)
    {
        WireText.Write(Manufacturer, destination[..TextLength]);
        WireText.Write(Hardware, destination.Slice(TextLength, TextLength));
        WireText.Write(Software, destination.Slice(2 * TextLength, TextLength));
        WireText.Write(SerialNumber, destination.Slice(3 * TextLength, SerialLength));
        WireText.Write(Datapath, destination.Slice(3 * TextLength + SerialLength, TextLength));
    }
}
