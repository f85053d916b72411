using Parley.Dialects.Conversation;

namespace Parley.Dialects.Bedrock;

/// <summary>The one table between the dialect's errors and the kinds that all dialects share.</summary>
/// <remarks>
/// Source: the errors of Converse, ConverseStream and "Common Errors" in Amazon Bedrock's API reference; the wordings are the service's own.
/// Within a stream the names begin with a small letter, so that case does not count.
/// </remarks>
internal static class FaultTable
{
    /// <summary>The kind of an error, by its type; by its status where the type says nothing.</summary>
    /// <param name="type">The type without name space; null without one.</param>
    /// <param name="status">The HTTP status; 0 within a stream.</param>
    /// <param name="message">The service's words.</param>
    public static FaultKind KindOf(string? type, int status, string message)
    {
        var kind = type?.ToUpperInvariant() switch
        {
            "VALIDATIONEXCEPTION" or "VALIDATIONERROR" => status is >= 400 and < 500 ? FaultStatus.KindOf(status) : FaultKind.InvalidRequest,
            "ACCESSDENIEDEXCEPTION" or "ACCESSDENIED" or "OPTINREQUIRED" => FaultKind.Permission,
            "UNRECOGNIZEDCLIENTEXCEPTION" or "INVALIDSIGNATUREEXCEPTION" or "SIGNATUREDOESNOTMATCH" or "EXPIREDTOKENEXCEPTION" or "EXPIREDTOKEN" or "INVALIDCLIENTTOKENID"
                or "INCOMPLETESIGNATURE" or "INCOMPLETESIGNATUREEXCEPTION" or "MISSINGAUTHENTICATIONTOKEN" or "MISSINGAUTHENTICATIONTOKENEXCEPTION" or "REQUESTEXPIRED" or "NOTAUTHORIZED" => FaultKind.Authentication,
            "RESOURCENOTFOUNDEXCEPTION" or "UNKNOWNOPERATIONEXCEPTION" => FaultKind.NotFound,
            "THROTTLINGEXCEPTION" or "THROTTLEDEXCEPTION" or "TOOMANYREQUESTSEXCEPTION" => status >= 500 ? FaultStatus.KindOf(status) : FaultKind.RateLimit,
            "SERVICEQUOTAEXCEEDEDEXCEPTION" => FaultKind.Quota,
            "MODELTIMEOUTEXCEPTION" => FaultKind.RequestTimeout,
            "MODELNOTREADYEXCEPTION" => status == 429 ? FaultKind.RateLimit : FaultKind.Overloaded,
            "SERVICEUNAVAILABLEEXCEPTION" or "SERVICEUNAVAILABLE" => FaultKind.Overloaded,
            "MODELERROREXCEPTION" or "MODELSTREAMERROREXCEPTION" => FaultKind.Upstream,
            "INTERNALSERVEREXCEPTION" or "INTERNALFAILURE" => status > 500 ? FaultStatus.KindOf(status) : FaultKind.Upstream,
            "CONFLICTEXCEPTION" => FaultKind.Conflict,
            "REQUESTENTITYTOOLARGEEXCEPTION" => FaultKind.TooLarge,
            _ => status == 0 ? FaultKind.Upstream : FaultStatus.KindOf(status),
        };
        return kind == FaultKind.InvalidRequest ? Refine(message) : kind;
    }

    /// <summary>The type by which a client of the dialect knows a fault. The dialect's own word stays as it was.</summary>
    public static string TypeOf(Fault fault) => fault switch
    {
        { Source: FaultSource.Provider, Dialect: Names.Dialect, NativeType: { Length: > 0 } native } => char.ToUpperInvariant(native[0]) + native[1..],
        { Kind: FaultKind.Authentication } => "UnrecognizedClientException",
        { Kind: FaultKind.Permission } => "AccessDeniedException",
        { Kind: FaultKind.NotFound } => "ResourceNotFoundException",
        { Kind: FaultKind.RateLimit } => "ThrottlingException",
        { Kind: FaultKind.Quota } => "ServiceQuotaExceededException",
        { Kind: FaultKind.RequestTimeout or FaultKind.ConnectTimeout or FaultKind.FirstEventTimeout or FaultKind.IdleTimeout or FaultKind.TotalTimeout, Status: < 500 } => "ModelTimeoutException",
        { Kind: FaultKind.Overloaded or FaultKind.GatewayBusy or FaultKind.NoTarget } => "ServiceUnavailableException",
        {
            Kind: FaultKind.InvalidRequest or FaultKind.ContextLength or FaultKind.ContentPolicy or FaultKind.Unsupported or FaultKind.Payment or FaultKind.MethodNotAllowed
            or FaultKind.Conflict or FaultKind.TooLarge or FaultKind.Cancelled
        } => "ValidationException",
        _ => "InternalServerException",
    };

    /// <summary>The same as the name of an exception within a stream, where only a few names exist.</summary>
    public static string ExceptionOf(Fault fault) => TypeOf(fault) switch
    {
        "ThrottlingException" or "ServiceQuotaExceededException" => "throttlingException",
        "ServiceUnavailableException" or "ModelNotReadyException" => "serviceUnavailableException",
        "ModelStreamErrorException" or "ModelErrorException" or "ModelTimeoutException" => "modelStreamErrorException",
        "InternalServerException" => "internalServerException",
        _ => "validationException",
    };

    private static FaultKind Refine(string message)
    {
        if (Says(message, "prompt is too long") || Says(message, "exceed context limit") || Says(message, "input is too long") || Says(message, "too many input tokens") || Says(message, "context window"))
            return FaultKind.ContextLength;
        return Says(message, "content filtering policy") || Says(message, "content filter policy") ? FaultKind.ContentPolicy : FaultKind.InvalidRequest;
    }

    private static bool Says(string message, string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
