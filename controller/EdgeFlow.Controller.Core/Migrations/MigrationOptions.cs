namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>Section "migration": limits of the migration coordinator.</summary>
public sealed class MigrationOptions
{
    /// <summary>Pre-copy's bound, bytes per second, so that the memory does not push other traffic aside.</summary>
    public long BandwidthBytesPerSecond { get; set; } = 32L << 20;

    /// <summary>Bound after the stop, bytes per second: higher, as time counts, yet not so high as to overrun receive rings.</summary>
    public long FinalBandwidthBytesPerSecond { get; set; } = 64L << 20;

    /// <summary>Longest pause to aim at: pre-copy goes on until the dirty pages left can be sent within it.</summary>
    public int PauseBudgetMilliseconds { get; set; } = 60;

    /// <summary>Longest pre-copy.</summary>
    public int TransferTimeoutSeconds { get; set; } = 300;

    /// <summary>Longest time for the source's interface to come to rest after the flip.</summary>
    public int DrainTimeoutMilliseconds { get; set; } = 5000;

    /// <summary>Rest that counts as drained where the switch's barrier is known to mean "applied".</summary>
    public int DrainRestMilliseconds { get; set; } = 5;

    /// <summary>Rest that counts as drained behind a foreign switch, whose barrier may be early.</summary>
    public int ForeignDrainRestMilliseconds { get; set; } = 100;

    /// <summary>How long the destination waits for the source's last answers to come through, so that it does not overtake them.</summary>
    public int AnswersTimeoutMilliseconds { get; set; } = 500;

    /// <summary>Longest time for last pages, run and any single order to a server.</summary>
    public int OrderTimeoutSeconds { get; set; } = 30;

    /// <summary>How long to wait for the VM's RARP; it is recorded, not needed, where the server's report says that it runs.</summary>
    public int AnnouncementTimeoutMilliseconds { get; set; } = 1000;

    /// <summary>How long on-arrival gives the RARP before it takes the server's report as the sign.</summary>
    public int ArrivalGraceMilliseconds { get; set; } = 5;

    /// <summary>How long `follow` waits for the network to notice the move by itself.</summary>
    public int FollowTimeoutSeconds { get; set; } = 10;

    /// <summary>Held frames per second at release: a burst overruns sockets in the guest.</summary>
    public uint ReleaseFramesPerSecond { get; set; } = 6000;

    /// <summary>Held frames sent ahead of the VM's answers: a guest that comes to its senses slowly has bounded queues to answer from. 0: no bound.</summary>
    public uint ReleaseWindowFrames { get; set; } = 64;

    /// <summary>How often the progress of the memory is asked for.</summary>
    public int PollMilliseconds { get; set; } = 20;

    /// <summary>First gap before an order is given again; doubled each time.</summary>
    public int RetryMilliseconds { get; set; } = 100;

    public uint HoldMaxFrames { get; set; } = 65536;

    public uint HoldMaxBytes { get; set; } = 64u << 20;

    public uint HoldMaxAgeMilliseconds { get; set; } = 30000;
}
