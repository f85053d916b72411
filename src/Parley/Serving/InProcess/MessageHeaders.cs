using System.Net.Http.Headers;

namespace Parley.Serving.InProcess;

/// <summary>The headers that a client put on its request, as it wrote them.</summary>
internal readonly struct MessageHeaders(HttpRequestMessage request)
{
    /// <summary>What a header says, several values with commas between them; null where there is none.</summary>
    public string? Find(string name)
    {
        if (request.Headers.NonValidated.TryGetValues(name, out var values) || (request.Content is { } content && content.Headers.NonValidated.TryGetValues(name, out values)))
            return values.ToString();
        return null;
    }

    /// <summary>Shows those that say something: of each its first value.</summary>
    public void Show(ref Callers.WishReader reader)
    {
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            if (First(values) is { Length: > 0 } value)
                reader.Take(name, value);
        }
    }

    private static string First(HeaderStringValues values)
    {
        foreach (var value in values)
            return value;
        return "";
    }
}
