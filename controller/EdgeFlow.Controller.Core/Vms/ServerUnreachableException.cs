namespace EdgeFlow.Controller.Core.Vms;

/// <summary>A server's agent is not connected. The message names the server and the remedy.</summary>
public sealed class ServerUnreachableException : Exception
{
    public ServerUnreachableException(string server)
        : base($"Server {server} is not connected; start edgeflow-host there with --controller pointing here.")
    {
        Server = server;
    }

    public ServerUnreachableException(string server, Exception inner)
        : base($"Server {server} went away during a call ({inner.Message}); start edgeflow-host there again.", inner)
    {
        Server = server;
    }

    public string Server { get; }
}
