using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Validators;

/// <summary>Callers' keys are there and can be told apart. A key that is not set is an error, since the door would stand open without it.</summary>
internal sealed class KeyValidator : IValidator
{
    private const int Shortest = 8;

    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        var names = new Dictionary<string, SourceSpan?>(StringComparer.Ordinal);
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in options.Keys)
        {
            if (key.Name.Length > 0 && !names.TryAdd(key.Name, Place.Of(key.Node, "name")))
                problems.Add(new Problem(ProblemCode.SameName, $"there are two keys `{key.Name}`", Place.Of(key.Node, "name")) { Hint = "give it another name", Notes = Place.NoteOf(names[key.Name]) });
            CheckValue(key, keys, problems);
            if (key.MaxTokens > key.MaxTokensLimit)
                problems.Add(new Problem(ProblemCode.WithoutEffect, $"key `{key.Name}` has a `max_tokens` above its `max_tokens_limit`", Place.Of(key.Node, "max_tokens")) { Severity = Severity.Warning, Hint = $"{key.MaxTokensLimit} at most" });
            BackendAuthValidator.WarnOfSecret(key.Key, Place.Of(key.Node, "key"), problems);
        }
    }

    private static void CheckValue(KeyOptions key, Dictionary<string, string> keys, ProblemList problems)
    {
        var place = Place.Of(key.Node, "key", "key_env");
        if (key.Key is null)
            problems.Add(new Problem(ProblemCode.Missing, $"key `{key.Name}` has no value", place) { Hint = "add `key_env` or `key`" });
        else if (key.Key.Value is not { } secret)
            problems.Add(new Problem(ProblemCode.NotSet, key.Key.Trouble is { } trouble ? $"key `{key.Name}` cannot be had: {trouble}" : key.Key.Variable is { } name ? $"environment variable `{name}` is not set" : $"key `{key.Name}` is empty", place) { Hint = "set it to the key that callers are to show" });
        else if (!keys.TryAdd(secret.Reveal(), key.Name))
            problems.Add(new Problem(ProblemCode.SameName, $"keys `{keys[secret.Reveal()]}` and `{key.Name}` are the same", place) { Hint = "give each its own" });
        else if (KeyText.IsMasked(secret.Reveal()))
            problems.Add(new Problem(ProblemCode.NotAllowed, $"key `{key.Name}` is what is shown of a key, not the key", place) { Hint = "write the whole key" });
        else if (secret.Reveal().Length < Shortest)
            problems.Add(new Problem(ProblemCode.NotAllowed, $"key `{key.Name}` is short enough to be guessed", place) { Severity = Severity.Warning, Hint = $"{Shortest} characters at least" });
    }
}
