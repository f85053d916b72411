using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Parley.TestKit;

/// <summary>
/// Looks for secrets where none may be: in all that a gateway logged, and in all that it left in its folder.
/// Every gateway that a test starts is swept when it ends, so that the whole run of the tests is.
/// </summary>
public sealed partial class SecretSweep
{
    private const int Patience = 10_000;
    private const int Window = 1 << 20;
    private const int LongestSecret = 4096;
    private const int KeyLength = 66;
    private const string KeyBeginning = "sk-parley-";
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private SearchValues<string>? _sought;

    /// <summary>Adds a value that may be found nowhere. What is too short to be told from other text is left out.</summary>
    public void Add(string? secret)
    {
        if (secret is { Length: >= 8 and < LongestSecret } || secret?.StartsWith("sk-", StringComparison.Ordinal) == true)
            _sought = _secrets.Add(Bytes(Encoding.UTF8.GetBytes(secret))) ? null : _sought;
    }

    /// <summary>Adds the keys that a configuration says in words, be it JSON or YAML, and not by a reference.</summary>
    public void AddFrom(string configuration)
    {
        foreach (Match found in Said().Matches(configuration))
            Add(found.Groups["value"].Value);
    }

    /// <summary>Adds what an environment holds under a name of a secret.</summary>
    public void AddFrom(IEnumerable<(string Name, string Value)> environment)
    {
        foreach (var (_, value) in environment.Where(static one => SecretName().IsMatch(one.Name)))
            Add(value);
    }

    /// <summary>A file that the test wrote itself, and in which a secret may therefore be.</summary>
    public void Except(string path) => _given.Add(Path.GetFullPath(path));

    /// <summary>Demands that a text holds no secret, and no key that Parley made.</summary>
    /// <param name="what">What the text is, for the message.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="ProofException">It holds one.</exception>
    public void Demand(string what, string text) => Demand(what, Encoding.UTF8.GetBytes(text));

    /// <summary>Demands that no file of a folder, however deep, holds a secret or a key that Parley made.</summary>
    /// <exception cref="ProofException">One does.</exception>
    public void DemandFolder(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (!_given.Contains(Path.GetFullPath(path)) && new FileInfo(path).Length > 0)
                DemandFile(path);
        }
    }

    private void DemandFile(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[(int)Math.Min(Window, file.Length + 1)];
        var kept = 0;
        while (file.Read(buffer, kept, buffer.Length - kept) is > 0 and var read)
        {
            Demand(path, buffer.AsSpan(0, kept + read));
            // What may have been cut by the end of the window is looked at again with what follows.
            var overlap = Math.Min(LongestSecret, kept + read);
            if (overlap == buffer.Length)
                return;
            buffer.AsSpan(kept + read - overlap, overlap).CopyTo(buffer);
            kept = overlap;
        }
    }

    private void Demand(string what, ReadOnlySpan<byte> bytes)
    {
        _sought ??= SearchValues.Create([.. _secrets], StringComparison.Ordinal);
        var text = Bytes(bytes).AsSpan();
        if (text.IndexOfAny(_sought) is >= 0 and var found)
            throw new ProofException($"{what} holds a secret that begins with {text.Slice(found, Math.Min(4, text.Length - found))}.");
        for (var at = text.IndexOf(KeyBeginning, StringComparison.Ordinal); at >= 0; at = text.IndexOf(KeyBeginning, StringComparison.Ordinal))
        {
            text = text[at..];
            if (Made().IsMatch(text[..Math.Min(text.Length, KeyLength)]))
                throw new ProofException($"{what} holds a whole key that Parley made.");
            text = text[KeyBeginning.Length..];
        }
    }

    /// <summary>A character for each byte, so that many secrets are looked for at once.</summary>
    private static string Bytes(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    [GeneratedRegex("""(api_?key|secret|token|passphrase|password|["' {]key)["']?\s*:\s*["']?(?!env\.|os\.environ/|exec:|file:)(?<value>[^\s"',}\]$]{4,})["']?\s*([,}\]\r\n]|$)""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Said();

    [GeneratedRegex("(KEY|TOKEN|SECRET|PASSPHRASE|PASSWORD)$", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex SecretName();

    [GeneratedRegex("^sk-parley-[a-z0-9]{12}-[A-Za-z0-9_-]{43}$", RegexOptions.None, Patience)]
    private static partial Regex Made();
}
