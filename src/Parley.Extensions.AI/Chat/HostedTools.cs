using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Extensions.AI.Content;

namespace Parley.Extensions.AI.Chat;

/// <summary>
/// Tools that a provider runs itself, declared in the words of OpenAI's Responses, which has them all. A search of the web is asked of every provider that has one; the others go to backends of that dialect,
/// and elsewhere the request is refused or the tool left out with a record, as the configuration says. Additional properties of a tool are members of its declaration.
/// </summary>
internal static class HostedTools
{
    /// <summary>The tool; null for one that nobody here knows.</summary>
    public static ToolSpec? Of(AITool tool, ConversionLog log, string place) => tool switch
    {
        HostedWebSearchTool => Declared("web_search", tool, log, place),
        HostedCodeInterpreterTool code => Declared("code_interpreter", tool, log, place, json => WriteContainer(json, code, log, place)),
        HostedFileSearchTool files => Declared("file_search", tool, log, place, json => WriteStores(json, files, log, place)),
        HostedImageGenerationTool images => Declared("image_generation", tool, log, place, json => WriteOptions(json, images)),
        HostedMcpServerTool server => Declared("mcp", tool, log, place, json => WriteServer(json, server)),
        _ => null,
    };

    private static ToolSpec Declared(string type, AITool tool, ConversionLog log, string place, Action<Utf8JsonWriter>? more = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            foreach (var (name, value) in tool.AdditionalProperties)
            {
                var written = JsonValues.Of(value, out var unwritable);
                if (unwritable is not null)
                {
                    log.Dropped($"{place}.AdditionalProperties[{name}]", unwritable);
                    continue;
                }
                json.WritePropertyName(name);
                written.WriteValue(json);
            }
            more?.Invoke(json);
            json.WriteEndObject();
        }
        return new ToolSpec(type) { Native = new RawJson(buffer.WrittenMemory), Dialect = DialectNames.OpenAIResponses };
    }

    private static void WriteContainer(Utf8JsonWriter json, HostedCodeInterpreterTool code, ConversionLog log, string place)
    {
        if (code.AdditionalProperties.ContainsKey("container"))
            return;
        json.WriteStartObject("container"u8);
        json.WriteString("type"u8, "auto"u8);
        WriteIds(json, "file_ids"u8, code.Inputs, static content => (content as HostedFileContent)?.FileId, log, place);
        json.WriteEndObject();
    }

    private static void WriteStores(Utf8JsonWriter json, HostedFileSearchTool files, ConversionLog log, string place)
    {
        WriteIds(json, "vector_store_ids"u8, files.Inputs, static content => (content as HostedVectorStoreContent)?.VectorStoreId, log, place);
        if (files.MaximumResultCount is { } most)
            json.WriteNumber("max_num_results"u8, most);
    }

    private static void WriteIds(Utf8JsonWriter json, ReadOnlySpan<byte> name, IList<AIContent>? inputs, Func<AIContent, string?> idOf, ConversionLog log, string place)
    {
        if (inputs is not { Count: > 0 })
            return;
        json.WriteStartArray(name);
        for (var i = 0; i < inputs.Count; i++)
        {
            var input = inputs[i] ?? throw Given.Missing($"{place}.Inputs[{i}]");
            if (idOf(input) is { } id)
                json.WriteStringValue(id);
            else
                log.DroppedContent($"{place}.Inputs[{i}]", input.GetType().Name);
        }
        json.WriteEndArray();
    }

    private static void WriteOptions(Utf8JsonWriter json, HostedImageGenerationTool images)
    {
        if (images.Options is not { } options)
            return;
        if (options.ModelId is not null)
            json.WriteString("model"u8, options.ModelId);
        if (options.ImageSize is { } size)
            json.WriteString("size"u8, $"{size.Width}x{size.Height}");
        if (options.MediaType is { } type)
            json.WriteString("output_format"u8, type.Replace("image/", "", StringComparison.OrdinalIgnoreCase));
    }

    private static void WriteServer(Utf8JsonWriter json, HostedMcpServerTool server)
    {
        json.WriteString("server_label"u8, server.ServerName);
        json.WriteString(Uri.IsWellFormedUriString(server.ServerAddress, UriKind.Absolute) ? "server_url"u8 : "connector_id"u8, server.ServerAddress);
        if (server.ServerDescription is not null)
            json.WriteString("server_description"u8, server.ServerDescription);
        if (server.AllowedTools is { } allowed)
            WriteNames(json, "allowed_tools"u8, allowed);
        if (server.Headers is { Count: > 0 } headers)
        {
            json.WriteStartObject("headers"u8);
            foreach (var (name, value) in headers)
                json.WriteString(name, value);
            json.WriteEndObject();
        }
        WriteApproval(json, server.ApprovalMode);
    }

    private static void WriteApproval(Utf8JsonWriter json, HostedMcpServerToolApprovalMode? mode)
    {
        switch (mode)
        {
            case HostedMcpServerToolAlwaysRequireApprovalMode: json.WriteString("require_approval"u8, "always"u8); break;
            case HostedMcpServerToolNeverRequireApprovalMode: json.WriteString("require_approval"u8, "never"u8); break;
            case HostedMcpServerToolRequireSpecificApprovalMode specific:
                json.WriteStartObject("require_approval"u8);
                WriteFilter(json, "always"u8, specific.AlwaysRequireApprovalToolNames);
                WriteFilter(json, "never"u8, specific.NeverRequireApprovalToolNames);
                json.WriteEndObject();
                break;
        }
    }

    private static void WriteFilter(Utf8JsonWriter json, ReadOnlySpan<byte> when, IList<string>? names)
    {
        if (names is null)
            return;
        json.WriteStartObject(when);
        WriteNames(json, "tool_names"u8, names);
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, ReadOnlySpan<byte> member, IList<string> names)
    {
        json.WriteStartArray(member);
        foreach (var name in names)
            json.WriteStringValue(name);
        json.WriteEndArray();
    }
}
