using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Configuration.Reading;

namespace Parley.Configuration;

/// <summary>JSON schemas (draft-07) of the files that people write, for their editors. They come from the same definitions that read the files.</summary>
public static class ConfigurationSchema
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema of <c>parley.yaml</c>.</summary>
    public static string OfConfiguration() => Write("Parley configuration", "The gateway's configuration: parley.yaml.", GatewayFields.Shape(Catalog.BuiltIn).Schema());

    /// <summary>The schema of the files of <c>catalog/providers</c>.</summary>
    public static string OfProvider()
    {
        var schema = ProviderFields.Shape.Schema();
        schema["required"] = new JsonArray("name", "displayName", "dialect", "auth", "abilities");
        return Write("Parley provider", "A provider of the catalog: where it is, how to identify oneself, how it deviates from its dialect.", schema);
    }

    /// <summary>The schema of the files of <c>catalog/models</c>.</summary>
    public static string OfPrices() => Write("Parley prices", "What the models of a provider cost, for a million tokens of each kind, and what else is known of them.", PriceFields.File.Schema());

    private static string Write(string title, string description, JsonObject schema)
    {
        schema.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        schema.Insert(1, "title", title);
        schema.Insert(2, "description", description);
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Layout))
            schema.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(bytes.ToArray()).ReplaceLineEndings("\n") + "\n";
    }
}
