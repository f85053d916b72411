using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Configuration;
using Parley.Configuration.Compiling;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Configuration.Reading;
using Parley.Dialects.Conversation;

namespace Parley.Ledger.Keys;

/// <summary>What keys of a store may do: JSON objects of the fields that an entry of the configuration's <c>keys</c> has, read by the same description. Nothing in them is looked up in the environment, in files or by commands.</summary>
internal static class KeySettings
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads settings; a fault that names all that is wrong.</summary>
    public static KeyOptions? Read(string name, string settings, out Fault? fault)
    {
        var problems = new ProblemList();
        var root = new JsonFormat().Parse(new SourceText("key", settings), problems);
        var options = root is ConfigMap map ? KeyFields.Kept.Read(new KeyOptions { Name = name }, map, new ReadScope(problems, static _ => null)) : null;
        fault = problems.HasErrors || options is null ? Wrong(string.Join("; ", problems.All.Select(problem => Said(problem, root as ConfigMap)).Distinct()), MemberAt(problems.All[0], root as ConfigMap))
            : options.MaxTokens > options.MaxTokensLimit ? Wrong("max_tokens is above max_tokens_limit", "max_tokens")
            : null;
        return fault is null ? options : null;
    }

    /// <summary>The entry of a key; null and a fault when this version cannot read its settings.</summary>
    public static CallerKey? Compile(StoredKey key, out Fault? fault) => Read(key.Name, key.Settings, out fault) is { } options
        ? KeyCompiler.Compile(options, key.Value.Hash) with { Id = key.Id, Created = key.Created, IsDisabled = key.IsDisabled }
        : null;

    /// <summary>Reads a JSON object in which each member stands once; null and a fault for all else.</summary>
    public static JsonObject? Parse(ReadOnlyMemory<byte> body, out Fault? fault)
    {
        fault = null;
        try
        {
            if (JsonNode.Parse(body.Span, documentOptions: Strict) is JsonObject settings)
                return settings;
            fault = Wrong("A key's settings are a JSON object");
        }
        catch (JsonException broken)
        {
            fault = Wrong($"The body is not valid JSON, or says something twice: line {broken.LineNumber + 1}, column {broken.BytePositionInLine + 1}");
        }
        return null;
    }

    /// <summary>Settings with changes: what is null goes back to what holds without it.</summary>
    public static string Merge(string settings, JsonObject changes)
    {
        var merged = (JsonObject)JsonNode.Parse(settings)!;
        foreach (var (name, value) in changes)
        {
            if (value is null)
                merged.Remove(name);
            else
                merged[name] = value.DeepClone();
        }
        return merged.ToJsonString(Readable);
    }

    /// <summary>The bytes of an object.</summary>
    public static ReadOnlyMemory<byte> Bytes(JsonObject settings) => Encoding.UTF8.GetBytes(settings.ToJsonString(Readable));

    private static Fault Wrong(string what, string? member = null) => new(FaultKind.InvalidRequest, what.TrimEnd('.') + ".") { Code = "invalid_key_settings", Param = member };

    private static string Said(Problem problem, ConfigMap? settings)
    {
        var what = problem.Hint.Length > 0 && !problem.Message.Contains(problem.Hint, StringComparison.Ordinal) ? $"{problem.Message} ({problem.Hint})" : problem.Message;
        return MemberAt(problem, settings) is { } member && !what.Contains(member, StringComparison.Ordinal) ? $"{member}: {what}" : what;
    }

    /// <summary>The member in which a problem lies; null when it lies in none.</summary>
    private static string? MemberAt(Problem problem, ConfigMap? settings) => settings is null || problem.Span is not { } span
        ? null
        : settings.Entries.LastOrDefault(entry => (entry.NameSpan.Line, entry.NameSpan.Column).CompareTo((span.Line, span.Column)) <= 0)?.Name;
}
