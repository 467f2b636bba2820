namespace EdgeFlow.Cli.Pki;

/// <summary>A certificate was not made or read; the message says why and what to do.</summary>
internal sealed class PkiException(string message) : Exception(message);
