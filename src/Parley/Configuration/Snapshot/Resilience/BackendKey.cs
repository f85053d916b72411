namespace Parley.Configuration;

/// <summary>One of several keys of a backend.</summary>
/// <param name="Name">How records speak of it: <c>openai#2</c>, counted as in the file. The key itself is never shown.</param>
/// <param name="Secret">The key.</param>
/// <param name="Weight">Its share of the requests, beside those of the others.</param>
public sealed record BackendKey(string Name, Secret Secret, int Weight);
