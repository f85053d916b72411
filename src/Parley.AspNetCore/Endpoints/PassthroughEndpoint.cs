using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Parley.AspNetCore.Callers;
using Parley.AspNetCore.Http;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Ledger;
using Parley.Pipeline.Accounts;
using Parley.Providers;
using Parley.Serving.Callers;
using Parley.Serving.Replies;

namespace Parley.AspNetCore.Endpoints;

/// <summary>
/// Everything of a provider that Parley does not translate (images, sound, files, batches, fine-tuning), as it is: <c>/{backend}/passthrough/{path}</c>. Only for backends whose operator opened them, with the backend's
/// credential in the place of the caller's key, and nowhere but below the backend's own address.
/// </summary>
internal sealed class PassthroughEndpoint(Gateway gateway)
{
    private const string Segment = "/passthrough/";

    /// <summary>All that is known of what nobody reads.</summary>
    private static readonly RequestHead Unread = new() { Model = "" };

    /// <summary>What a caller may say to the provider. Keys, cookies and traces of the way here are not among it.</summary>
    private static readonly string[] Sent = ["Accept", "Range", "If-None-Match", "If-Match", "Idempotency-Key", "OpenAI-Beta", "OpenAI-Organization", "OpenAI-Project", "anthropic-version", "anthropic-beta"];

    /// <summary>What the provider may say to the caller.</summary>
    private static readonly string[] Returned = ["Content-Disposition", "Content-Encoding", "Content-Language", "Content-Range", "Accept-Ranges", "ETag", "Last-Modified"];

    public static void Map(IEndpointRouteBuilder endpoints, Gateway gateway) => endpoints.Map("/{backend}/passthrough/{**path}", new PassthroughEndpoint(gateway).InvokeAsync);

    private async Task InvokeAsync(HttpContext context)
    {
        var id = gateway.Engine.Ids.Next();
        var snapshot = gateway.Snapshot;
        var fault = Caller.Check(context.Request, gateway, snapshot, Access.Call, out var key) ?? OfMethod(context.Request.Method) ?? TooLarge(context.Request, snapshot.Server.MaxBodyBytes);
        var labels = fault is null ? CallerWishes.Of(new HttpCall(context, gateway), Unread, snapshot, out fault).Labels : RequestLabels.None;
        if (fault is null && TryFind(context, snapshot, out var backend, out var address, out fault) && (fault = OfKey(key, backend)) is null)
            fault = await PassAsync(context, new Passage(id, snapshot, backend, key, labels), address).ConfigureAwait(false);
        if (fault is null)
            return;
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        using var body = new PooledBufferWriter(512);
        await GuardedEndpoint.WriteAsync(context, gateway, KnownDialects.Find(DialectNames.OpenAIChat)!.Chat, fault with { RequestId = id }, body).ConfigureAwait(false);
    }

    private async Task<Fault?> PassAsync(HttpContext context, Passage passage, Uri address)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = passage.Snapshot.Server.MaxBodyBytes;
        using var request = Message(context.Request, address);
        return await gateway.Engine.Passages.SendAsync(passage, request, (response, token) => CopyAsync(context, passage, address, response, token), CallersFault, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The fault of a body that could not be read from the caller; null when it was not the caller's.</summary>
    private static Fault? CallersFault(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException!)
        {
            if (cause is BadHttpRequestException bad)
                return new Fault(bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? FaultKind.TooLarge : FaultKind.InvalidRequest, bad.Message);
        }
        return null;
    }

    /// <summary>
    /// A key that is confined to models, places or costs cannot be held to them here, where nobody looks into what is asked. Neither can one whose answers, tokens, money or energy are limited: it may pass only where its operations say so.
    /// </summary>
    private static Fault? OfKey(CallerKey? key, Backend backend)
    {
        if (key is null)
            return null;
        var limits = key.Limits ?? new TargetLimits();
        var mayPass = key.Operations?.HasFlag(KeyOperations.Passthrough) ?? (key.MaxTokensLimit is null && !key.Budgets.Any(static rule => rule is { IsOfCalls: true, IsSoft: false }));
        return mayPass && limits with { Backends = null } == new TargetLimits() && (limits.Backends is not { } backends || ModelPatterns.Any(backends, backend.Id))
            ? null
            : new Fault(FaultKind.Permission, $"The key {key.Name} may not use what the backend {backend.Id} passes through: it is confined to other things, or limited in what nobody could count there.") { Code = "passthrough_not_allowed" };
    }

    /// <summary>A trace shows what was sent, the backend's credential too; a tunnel is no request.</summary>
    private static Fault? OfMethod(string method) => HttpMethods.IsTrace(method) || HttpMethods.IsConnect(method)
        ? new Fault(FaultKind.MethodNotAllowed, $"{method} is not passed through.") { Code = "method_not_allowed" }
        : null;

    private static Fault? TooLarge(HttpRequest request, long limit) =>
        request.ContentLength > limit ? new Fault(FaultKind.TooLarge, $"The body is larger than {limit >> 20} MB.") { Code = "request_too_large" } : null;

    private static bool TryFind(HttpContext context, GatewaySnapshot snapshot, [NotNullWhen(true)] out Backend? backend, [NotNullWhen(true)] out Uri? address, out Fault? fault)
    {
        address = null;
        backend = snapshot.Find(Convert.ToString(context.Request.RouteValues["backend"], CultureInfo.InvariantCulture));
        fault = backend switch
        {
            null => new Fault(FaultKind.NotFound, "There is no such backend.") { Code = "unknown_backend" },
            { Passthrough: false } => new Fault(FaultKind.Permission, $"The backend {backend.Id} is not open for what the gateway does not translate. Its operator can open it by 'passthrough: true'.") { Code = "passthrough_closed" },
            { Enabled: false } => new Fault(FaultKind.NoTarget, $"The backend {backend.Id} cannot be used: {backend.DisabledReason}."),
            _ => null,
        };
        if (fault is not null)
            return false;
        address = AddressOf(context, backend!);
        if (address is null)
            fault = new Fault(FaultKind.InvalidRequest, "The path leads out of the backend's own address.") { Code = "invalid_path", Param = "path" };
        return address is not null;
    }

    /// <summary>The address, from the path as it was sent: a path that the server has decoded once could be decoded a second time upstream. Null when it leads out of the backend's own.</summary>
    private static Uri? AddressOf(HttpContext context, Backend backend)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var start = raw.IndexOf(Segment, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
            return null;
        var rest = raw[(start + Segment.Length)..];
        var query = rest.IndexOf('?');
        var path = query < 0 ? rest : rest[..query];
        if (path.StartsWith('/') || PathSteps.LeadAway(path) || !Uri.TryCreate(backend.BaseAddress.AbsoluteUri + path + WithoutKey(query < 0 ? "" : rest[(query + 1)..]), UriKind.Absolute, out var address))
            return null;
        return backend.BaseAddress.IsBaseOf(address) && address.AbsolutePath.StartsWith(backend.BaseAddress.AbsolutePath, StringComparison.Ordinal) ? address : null;
    }

    /// <summary>The query without the caller's key, which may stand there too.</summary>
    private static string WithoutKey(string query)
    {
        var kept = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Where(static part => !Uri.UnescapeDataString(part.Split('=')[0]).Equals("key", StringComparison.OrdinalIgnoreCase));
        var joined = string.Join('&', kept);
        return joined.Length == 0 ? "" : "?" + joined;
    }

    private static HttpRequestMessage Message(HttpRequest caller, Uri address)
    {
        var request = new HttpRequestMessage(new HttpMethod(caller.Method), address);
        if (caller.ContentLength is > 0 || caller.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(caller.Body);
            if (caller.ContentLength is { } length)
                request.Content.Headers.ContentLength = length;
            foreach (var name in (ReadOnlySpan<string>)["Content-Type", "Content-Encoding"])
                Copy(caller, name, (header, value) => request.Content.Headers.TryAddWithoutValidation(header, value));
        }
        foreach (var name in Sent)
            Copy(caller, name, (header, value) => request.Headers.TryAddWithoutValidation(header, value));
        request.Headers.TryAddWithoutValidation("User-Agent", "parley");
        return request;
    }

    private static void Copy(HttpRequest caller, string name, Func<string, string, bool> add)
    {
        if (caller.Headers.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } value)
            add(name, value);
    }

    private async ValueTask CopyAsync(HttpContext context, Passage way, Uri address, PassedResponse passed, CancellationToken cancellationToken)
    {
        var response = context.Response;
        response.StatusCode = passed.Status;
        ReplyHeaders.Carry(new HttpCall(context, gateway), passed.Carried);
        response.Headers[ReplyHeaders.ExchangeId] = way.Id;
        response.Headers[ReplyHeaders.Backend] = ReplyHeaders.Safe(way.Backend.Id);
        if (passed["Location"] is { } said && Uri.TryCreate(address, said, out var target))
            response.Headers.Location = RedirectOf(context.Request.PathBase, way.Backend, target);
        foreach (var name in Returned)
        {
            if (passed[name] is { } value)
                response.Headers[name] = value;
        }
        response.ContentType = passed["Content-Type"];
        response.ContentLength = passed.Length;
        await passed.Body.CopyToAsync(response.Body, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Where a caller goes on: through the gateway to what lies below the backend's address, straight to all else. The backend's key may stand in the query.</summary>
    private static string RedirectOf(PathString root, Backend backend, Uri target)
    {
        var own = backend.BaseAddress.AbsoluteUri;
        var address = target.GetLeftPart(UriPartial.Path) + WithoutKey(target.Query.TrimStart('?')) + target.Fragment;
        return address.StartsWith(own, StringComparison.Ordinal) ? $"{root}/{Uri.EscapeDataString(backend.Id)}{Segment}{address[own.Length..]}" : address;
    }
}
