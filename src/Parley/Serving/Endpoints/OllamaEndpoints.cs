using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers;
using Parley.Serving.Bodies;

namespace Parley.Serving.Endpoints;

/// <summary>What Ollama's clients ask besides chat: tags, show, ps, version. Every model of every backend is shown as if it were local.</summary>
internal static class OllamaEndpoints
{
    private const string Latest = ":latest";
    private const string NoTime = "1970-01-01T00:00:00Z";

    public static IEnumerable<ServedRoute> Of(Service service)
    {
        foreach (var root in (string[])["/api", "/ollama/api"])
        {
            yield return ServedRoute.Get(root + "/tags", call => ModelsAsync(call, service, loaded: false));
            yield return ServedRoute.Get(root + "/ps", call => ModelsAsync(call, service, loaded: true));
            yield return ServedRoute.Get(root + "/version", call => VersionAsync(call, service));
            yield return ServedRoute.Post(root + "/show", call => ShowAsync(call, service));
        }
    }

    private static Task ModelsAsync(ServedCall call, Service service, bool loaded) =>
        GuardedAnswer.AnswerAsync(call, service, DialectNames.Ollama, (writer, caller) =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("models"u8);
            foreach (var model in ModelCatalog.Of(service, caller))
                WriteModel(writer, model, loaded);
            writer.WriteEndArray();
            writer.WriteEndObject();
            return null;
        });

    private static Task VersionAsync(ServedCall call, Service service) =>
        GuardedAnswer.AnswerAsync(call, service, DialectNames.Ollama, static (writer, _) =>
        {
            writer.WriteStartObject();
            writer.WriteString("version"u8, typeof(Service).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0");
            writer.WriteEndObject();
            return null;
        });

    private static async Task ShowAsync(ServedCall call, Service service)
    {
        var server = service.Snapshot.Server;
        var (body, fault) = await RequestBody.ReadAsync(call, new BodyLimits(server.MaxBodyBytes, server.MaxBufferedBytes), service.Bodies).ConfigureAwait(false);
        using (body)
        {
            var name = fault is null ? NameOf(body!.Bytes, out fault) : "";
            await GuardedAnswer.AnswerAsync(call, service, DialectNames.Ollama, (writer, caller) => fault ?? WriteShow(writer, service, caller, name)).ConfigureAwait(false);
        }
    }

    /// <summary>The model that is asked for: <c>model</c>, or <c>name</c> of older clients.</summary>
    private static string NameOf(ReadOnlyMemory<byte> body, out Fault? fault)
    {
        fault = null;
        try
        {
            return JsonRead.Guard(body, static (ref reader, bytes) =>
            {
                var name = "";
                while (JsonRead.NextMember(ref reader))
                {
                    if (reader.ValueTextEquals("model"u8) || reader.ValueTextEquals("name"u8))
                        name = JsonRead.String(ref reader, bytes) ?? "";
                    else
                        JsonRead.Skip(ref reader);
                }
                return name;
            });
        }
        catch (WireFormatException unreadable)
        {
            fault = Pipeline.RequestFaults.Malformed(unreadable);
            return "";
        }
    }

    private static Fault? WriteShow(Utf8JsonWriter writer, Service service, CallerKey? caller, string name)
    {
        var bare = name.EndsWith(Latest, StringComparison.Ordinal) ? name[..^Latest.Length] : name;
        if ((ModelCatalog.Find(service, caller, name, out var fault) ?? ModelCatalog.Find(service, caller, bare, out _)) is not { } model)
            return fault;
        writer.WriteStartObject();
        writer.WriteString("license"u8, ""u8);
        writer.WriteString("modelfile"u8, $"FROM {name}");
        writer.WriteString("parameters"u8, ""u8);
        writer.WriteString("template"u8, "{{ .Prompt }}"u8);
        WriteDetails(writer);
        WriteInfo(writer, model.Facts);
        WriteCapabilities(writer, model.Abilities);
        writer.WriteString("modified_at"u8, NoTime);
        writer.WriteEndObject();
        return null;
    }

    /// <summary>Clients look for a member that ends in <c>.context_length</c>, before it the name of the architecture.</summary>
    private static void WriteInfo(Utf8JsonWriter writer, ModelFacts facts)
    {
        writer.WriteStartObject("model_info"u8);
        if (facts.ContextWindow is { } window)
        {
            writer.WriteString("general.architecture"u8, "parley"u8);
            writer.WriteNumber("parley.context_length"u8, window);
        }
        writer.WriteEndObject();
    }

    private static void WriteCapabilities(Utf8JsonWriter writer, Abilities? abilities)
    {
        writer.WriteStartArray("capabilities"u8);
        foreach (var (word, isAble) in (ReadOnlySpan<(string, bool)>)[
            ("completion", abilities is not { Chat: false }), ("tools", abilities is not { Tools: false }), ("vision", abilities is { Vision: true }),
            ("thinking", abilities is { Reasoning: true }), ("embedding", abilities is { Embeddings: true })])
        {
            if (isAble)
                writer.WriteStringValue(word);
        }
        writer.WriteEndArray();
    }

    private static void WriteModel(Utf8JsonWriter writer, ModelCatalog.Entry model, bool loaded)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, model.Name);
        writer.WriteString("model"u8, model.Name);
        if (loaded)
        {
            writer.WriteString("expires_at"u8, "9999-12-31T23:59:59Z"u8);
            writer.WriteNumber("size_vram"u8, 0);
        }
        else
        {
            writer.WriteString("modified_at"u8, NoTime);
        }
        writer.WriteNumber("size"u8, 0);
        writer.WriteString("digest"u8, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(model.Name))));
        WriteDetails(writer);
        writer.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("details"u8);
        writer.WriteString("parent_model"u8, ""u8);
        writer.WriteString("format"u8, ""u8);
        writer.WriteString("family"u8, ""u8);
        writer.WriteNull("families"u8);
        writer.WriteString("parameter_size"u8, ""u8);
        writer.WriteString("quantization_level"u8, ""u8);
        writer.WriteEndObject();
    }
}
