using System.Text;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>
/// The model and the method in a path. Model names may hold slashes and colons (<c>google/gemma:7b</c>), so the method stands behind the last colon;
/// some clients leave out <c>models/</c> and post <c>/v1beta/provider/model:generateContent</c>.
/// </summary>
internal readonly record struct ModelPath(string Model, bool Stream)
{
    public static ModelPath Of(string path)
    {
        var colon = path.LastIndexOf(':');
        var name = path.AsSpan(0, colon < 0 ? path.Length : colon);
        var method = colon < 0 ? "" : path.AsSpan(colon + 1);
        // Servers decode paths but for the slash, as which some clients write the one in a name.
        return new ModelPath(NameOf(name).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), method.StartsWith("streamGenerateContent", StringComparison.Ordinal));
    }

    /// <summary>The relative path of an upstream request.</summary>
    public static string Write(string model, bool stream, string query) => Write(model, stream ? "streamGenerateContent" : "generateContent", query);

    /// <summary>The resource's name, as bodies name the model.</summary>
    public static string Resource(string model) => IsResource(model) ? model : "models/" + model;

    /// <summary>The relative path of an upstream request.</summary>
    public static string Write(string model, string method, string query = "")
    {
        var path = new StringBuilder(model.Length + 48);
        if (!IsResource(model))
            path.Append("models/");
        foreach (var rune in model.EnumerateRunes())
        {
            if (rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || "-._~/:@".Contains((char)rune.Value)))
                path.Append((char)rune.Value);
            else
                path.Append(Uri.EscapeDataString(rune.ToString()));
        }
        path.Append(':').Append(method);
        if (query.Length > 0)
            path.Append('?').Append(query);
        return path.ToString();
    }

    /// <summary>How the caller wants the stream: an array of JSON unless <c>alt=sse</c> is said.</summary>
    public static StreamFraming FramingOf(string query) => Has(query, "alt", "sse") || Has(query, "$alt", "sse") ? StreamFraming.ServerSentEvents : StreamFraming.JsonArray;

    /// <summary>Google's own clients over REST ask for <c>$alt=json;enum-encoding=int</c>.</summary>
    public static bool AsksForNumbers(string query) => query.Contains("enum-encoding=int", StringComparison.OrdinalIgnoreCase) || query.Contains("enum-encoding%3Dint", StringComparison.OrdinalIgnoreCase);

    private static string NameOf(ReadOnlySpan<char> path)
    {
        path = path.Trim('/');
        var models = path.IndexOf("/models/");
        if (path.StartsWith("models/"))
            return path["models/".Length..].ToString();
        if (models >= 0)
            return path[(models + "/models/".Length)..].ToString();
        while (path.IndexOf('/') is > 0 and var slash)
        {
            var isVersion = IsVersion(path[..slash]);
            if (!isVersion && !path.Contains("/v1", StringComparison.Ordinal))
                break;
            path = path[(slash + 1)..];
            if (isVersion)
                break;
        }
        return path.ToString();
    }

    private static bool IsVersion(ReadOnlySpan<char> segment) => segment.Length >= 2 && segment[0] == 'v' && char.IsAsciiDigit(segment[1]);

    private static bool IsResource(string model) => model.StartsWith("models/", StringComparison.Ordinal) || model.StartsWith("tunedModels/", StringComparison.Ordinal)
        || model.StartsWith("publishers/", StringComparison.Ordinal) || model.StartsWith("projects/", StringComparison.Ordinal) || model.StartsWith("endpoints/", StringComparison.Ordinal);

    private static bool Has(string query, string name, string value)
    {
        foreach (var pair in query.AsSpan().TrimStart('?').Split('&'))
        {
            var member = query.AsSpan().TrimStart('?')[pair];
            if (member.StartsWith(name) && member[name.Length..].StartsWith("=") && member[(name.Length + 1)..].Equals(value, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
