using System.Text;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Tests.Tokens;

/// <summary>A text and the tokens that js-tiktoken gives it; made by <c>eng/tokens/samples.mjs</c>.</summary>
/// <param name="Text">The text; a lone surrogate in it has become U+FFFD.</param>
/// <param name="Cl100k">Its tokens in <c>cl100k_base</c>.</param>
/// <param name="O200k">Its tokens in <c>o200k_base</c>.</param>
internal sealed record Sample(string Text, int[] Cl100k, int[] O200k)
{
    public static IReadOnlyList<Sample> All { get; } =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "fixtures", "tokens", "samples.ndjson")).Select(Parse)];

    private static Sample Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        var text = JsonText.FromToken(Encoding.UTF8.GetBytes(json.RootElement.GetProperty("text").GetRawText()));
        return new Sample(text.ToString(), Tokens(json, "cl100k"), Tokens(json, "o200k"));
    }

    private static int[] Tokens(JsonDocument json, string encoding) => [.. json.RootElement.GetProperty(encoding).EnumerateArray().Select(static id => id.GetInt32())];
}
