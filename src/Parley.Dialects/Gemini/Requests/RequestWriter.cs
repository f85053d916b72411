using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Writes a request for an upstream.</summary>
internal static class RequestWriter
{
    public static void Write(ChatRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        request = ForeignForms.Resolve(request, Names.Dialect, mostNamed: int.MaxValue, log);
        output.Path = ModelPath.Write(request.Model, request.Stream, request.Stream ? "alt=sse" : "");
        using var writer = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        var family = ModelFamily.Of(request.Model);
        var contents = new ContentWriter(writer, log, request, family);
        var inWords = FormInWords.Of(request, profile, family, log);
        writer.WriteStartObject();
        if (Nested.Spelling(request.Extras, "model") is { IsAbsent: false } prefix)
            writer.WriteString("model"u8, prefix.AsText().ToString() + request.Model);
        WriteMessages(writer, request, contents, inWords, log);
        ToolWriter.Write(writer, request, log);
        ToolWriter.WriteConfig(writer, request, log);
        new GenerationWriter(writer, request, log, family).Write(inWords is null);
        WriteServiceTier(writer, request, log);
        ReportMetadata(request, log);
        Nested.Write(writer, request.Extras, "");
        Nested.Report(request.Extras, log, "");
        writer.WriteEndObject();
    }

    private static void WriteMessages(Utf8JsonWriter writer, ChatRequest request, ContentWriter contents, string? inWords, ConversionLog log)
    {
        var systems = new List<(Message Message, string Place)>();
        var others = new List<(Message Message, string Place)>();
        for (var i = 0; i < request.Messages.Count; i++)
        {
            var message = request.Messages[i];
            var place = $"messages[{i}]";
            if (message.Role is not (Role.System or Role.Developer) || !Nested.Spelling(message.Extras, Names.InContents).IsAbsent)
            {
                others.Add((message, place));
                continue;
            }
            if (others.Count > 0)
                log.Moved(place, "systemInstruction");
            systems.Add((message, place));
        }
        if (others.Count == 0 && systems.Count > 0)
            (systems, others) = ([], AsUser(systems, log));
        if ((systems.Count > 0 && contents.Says(systems)) || inWords is not null)
            WriteSystem(writer, systems, contents, inWords, log);
        contents.Write(others);
    }

    /// <summary>Gemini demands contents; where there are only instructions, they are what the person says.</summary>
    private static List<(Message Message, string Place)> AsUser(List<(Message Message, string Place)> systems, ConversionLog log) => systems.ConvertAll(system =>
    {
        log.Moved(system.Place, "contents");
        return (new Message(Role.User, system.Message.Parts), system.Place);
    });

    private static void WriteSystem(Utf8JsonWriter writer, List<(Message Message, string Place)> systems, ContentWriter contents, string? inWords, ConversionLog log)
    {
        writer.WriteStartObject("systemInstruction"u8);
        contents.WriteSystem(systems, inWords);
        foreach (var (message, place) in systems)
        {
            if (Nested.Spelling(message.Extras, "role") is { IsAbsent: false } role)
                role.WriteMember(writer, "role"u8);
            Nested.Write(writer, message.Extras, "");
            Nested.Report(message.Extras, log, place);
        }
        writer.WriteEndObject();
    }

    private static void WriteServiceTier(Utf8JsonWriter writer, ChatRequest request, ConversionLog log)
    {
        if (request.ServiceTier is not { } tier)
            return;
        if (request.Dialect == Names.Dialect || tier is "flex" or "priority")
            writer.WriteString("serviceTier"u8, tier);
        else if (tier is not ("auto" or "default"))
            log.Dropped("service_tier", tier);
    }

    private static void ReportMetadata(ChatRequest request, ConversionLog log)
    {
        if (request.EndUser is { } user)
            log.Dropped("user", user);
        if (!request.Metadata.IsAbsent)
            log.Dropped("metadata", request.Metadata);
        foreach (var header in request.DialectHeaders)
            log.Dropped(header.Key, header.Value);
    }
}
