using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Parley.AspNetCore.Endpoints;

/// <summary>The JSON Schema of the plain conversation, as it ships.</summary>
internal static class SchemaEndpoints
{
    private const string Resource = "catalog/schema/conversation.schema.json";

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/v1/conversation/schema", WriteAsync);

    private static async Task WriteAsync(HttpContext context)
    {
        var schema = typeof(SchemaEndpoints).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is not built in.");
        await using (schema.ConfigureAwait(false))
        {
            context.Response.ContentType = "application/schema+json";
            context.Response.ContentLength = schema.Length;
            await schema.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
