namespace EdgeFlow.Controller.Api;

/// <summary>One direction of a link as the API shows it.</summary>
public sealed record LinkView(PlaceView From, PlaceView To);
