using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Writes a request for an upstream.</summary>
internal static class RequestWriter
{
    public static void Write(ChatRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        request = ForeignForms.Resolve(request, Names.Dialect, mostNamed: 1, log);
        output.Path = Envelope.PathOf(profile.Envelope, request.Model, request.Stream);
        var betas = WriteHeaders(request, profile, log, output);
        using var json = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        var scope = new RequestScope(json, request, profile, log) { Thinking = ThinkingPlan.Of(request, profile, log) };
        json.WriteStartObject();
        Envelope.WriteMembers(json, profile.Envelope, betas);
        if (request.Model.Length > 0 && profile.Envelope == MessageEnvelope.None)
            json.WriteString("model"u8, request.Model);
        WriteLimit(scope);
        var first = SystemWriter.Write(scope, FormatWriter.InstructionFor(scope));
        MessageWriter.Write(scope, first);
        var hasTools = ToolWriter.WriteTools(scope);
        ToolWriter.WriteChoice(scope, hasTools);
        WriteThinking(scope);
        FormatWriter.Write(scope);
        SamplingWriter.Write(scope);
        WriteMetadata(scope);
        WriteServiceTier(scope);
        WriteStream(scope);
        WriteExtras(scope);
        json.WriteEndObject();
    }

    /// <summary>The caller's betas, and in the dialect itself the version, pass where the upstream has headers for them and takes them; callers of other dialects get the version that everybody knows. Returns the betas.</summary>
    private static IReadOnlyList<string> WriteHeaders(ChatRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        var version = Names.Version;
        IReadOnlyList<string> betas = [];
        foreach (var (name, value) in request.DialectHeaders)
        {
            if (name.Equals(Names.BetaHeader, StringComparison.OrdinalIgnoreCase))
                betas = Betas.Of(value, profile, log);
            else if (request.Dialect == Names.Dialect && name.Equals(Names.VersionHeader, StringComparison.OrdinalIgnoreCase))
                version = value;
            else
                log.Dropped(name, value);
        }
        if (profile.Envelope == MessageEnvelope.None)
            output.Headers.Add(new(Names.VersionHeader, version));
        if (betas.Count > 0 && profile.Envelope != MessageEnvelope.Invoke)
            output.Headers.Add(new(Names.BetaHeader, string.Join(',', betas)));
        return betas;
    }

    /// <summary>The limit is mandatory on this wire. A caller of the dialect who left it out hears so from Parley's default as well, not from a 400.</summary>
    private static void WriteLimit(RequestScope scope) => scope.Json.WriteNumber("max_tokens"u8, scope.Thinking.MaxTokens);

    private static void WriteThinking(RequestScope scope)
    {
        var said = scope.Request.Reasoning;
        if (scope.Thinking.Type is not { } type)
        {
            if (!scope.IsOwn && said?.Extras is not null)
                said.Extras.Write(scope.Json, Names.Dialect, scope.Log, "reasoning");
            return;
        }
        scope.Json.WriteStartObject("thinking"u8);
        scope.Json.WriteString("type"u8, type);
        if (scope.Thinking.Budget is { } budget)
            scope.Json.WriteNumber("budget_tokens"u8, budget);
        WriteDisplay(scope, type, said?.IncludeThoughts);
        scope.WriteExtras(said?.Extras, "thinking");
        scope.Json.WriteEndObject();
    }

    /// <summary>Models with a budget show their thoughts in any case and mostly know no <c>display</c>; adaptive ones hide them unless told.</summary>
    private static void WriteDisplay(RequestScope scope, string type, bool? show)
    {
        if (show is null)
            return;
        if (scope.IsOwn || type == ThinkingPlan.Adaptive)
            scope.Json.WriteString("display"u8, show.Value ? "summarized"u8 : "omitted"u8);
        else if (type == ThinkingPlan.Enabled && show == false)
            scope.Log.Dropped("reasoning.include_thoughts", "false");
    }

    /// <summary>Metadata of other dialects are free pairs, which this one refuses; only the user's id has a place.</summary>
    private static void WriteMetadata(RequestScope scope)
    {
        var kept = OwnMember(scope, Names.Metadata);
        if (!scope.Request.Metadata.IsAbsent)
            scope.Log.Dropped("metadata", scope.Request.Metadata);
        if (scope.Request.EndUser is null && kept.IsAbsent)
            return;
        scope.Json.WriteStartObject("metadata"u8);
        if (scope.Request.EndUser is { } user)
            scope.Json.WriteString("user_id"u8, user);
        WriteRest(scope.Json, kept, "user_id"u8, default);
        scope.Json.WriteEndObject();
    }

    private static void WriteServiceTier(RequestScope scope)
    {
        var tier = scope.Request.ServiceTier;
        var word = scope.IsOwn ? tier : tier switch
        {
            "auto" or "priority" => "auto",
            "default" or "standard_only" => "standard_only",
            _ => null,
        };
        if (word is not null)
            scope.Json.WriteString("service_tier"u8, word);
        if (tier == "priority" && !scope.IsOwn)
            scope.Log.Clamped("service_tier", tier, "auto");
        else if (tier is not null && word is null)
            scope.Log.Dropped("service_tier", tier);
    }

    private static void WriteStream(RequestScope scope)
    {
        if (scope.Profile.Envelope == MessageEnvelope.Invoke)
            return;
        if (scope.Request.Stream)
            scope.Json.WriteBoolean("stream"u8, true);
        else
            scope.WriteSpelling(scope.Request.Extras, "stream");
    }

    /// <summary>Unknown members but for those whose known half stands elsewhere.</summary>
    private static void WriteExtras(RequestScope scope)
    {
        if (scope.Request.Extras is not { } extras)
            return;
        if (!scope.IsOwn)
        {
            scope.WriteExtras(extras, "");
            return;
        }
        var rest = new Extras(extras.Dialect);
        foreach (var (name, value) in extras.Members)
        {
            if (name is Names.Metadata or Names.OutputConfig)
                continue;
            if (scope.Profile.Envelope == MessageEnvelope.None || name is not (Envelope.VersionMember or Envelope.BetaMember))
                rest.Add(name, value);
        }
        scope.WriteExtras(rest, "");
    }

    /// <summary>A member that was kept whole because not all of it is known; absent where the upstream takes nothing unknown.</summary>
    internal static RawJson OwnMember(RequestScope scope, string name)
    {
        var whole = scope.IsOwn && scope.Request.Extras is { } extras ? extras[name] : default;
        if (whole.IsAbsent || !scope.Profile.RejectsUnknownMembers)
            return whole;
        scope.Log.Dropped(name, whole);
        return default;
    }

    /// <summary>Writes the members of an object but for two that are written otherwise.</summary>
    internal static void WriteRest(Utf8JsonWriter json, RawJson whole, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        if (whole.Kind != JsonValueKind.Object)
            return;
        var members = new JsonMembers(whole.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (!name.SequenceEqual(first) && !name.SequenceEqual(second))
                value.WriteMember(json, name);
        }
    }
}
