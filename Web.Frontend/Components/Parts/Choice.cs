namespace WebchatAspire.Web.Frontend.Components.Parts;

/// <summary>One answer of a list of radios or options.</summary>
public sealed record Choice(string Value, string Text, string? Hint = null);
