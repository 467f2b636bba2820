namespace EdgeFlow.Controller.Api;

/// <summary>One event as the API sends it.</summary>
/// <param name="Id">Rises by one with each event since the controller started.</param>
/// <param name="Kind">What happened, for example migration-step.</param>
/// <param name="Json">The data, one line of JSON.</param>
public sealed record FeedEvent(long Id, string Kind, string Json);
