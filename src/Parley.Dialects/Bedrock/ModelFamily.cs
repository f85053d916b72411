using System.Globalization;

namespace Parley.Dialects.Bedrock;

/// <summary>Who made a model, as far as what can be asked of it depends on that.</summary>
internal enum Maker
{
    /// <summary>Not to be told by the name: the ARN of an application's own profile.</summary>
    Unknown,

    /// <summary>Anthropic.</summary>
    Claude,

    /// <summary>Amazon's Nova, first generation.</summary>
    Nova,

    /// <summary>Amazon's Nova, second generation.</summary>
    Nova2,

    /// <summary>OpenAI.</summary>
    OpenAI,

    /// <summary>Somebody else.</summary>
    Other,
}

/// <summary>What must be known of a model's name: what goes beyond <c>inferenceConfig</c> has another form for every maker.</summary>
/// <remarks>
/// Source: Amazon Bedrock's user guide ("Supported models", "Prompt caching", "Get validated JSON results") and the makers' own pages on Bedrock.
/// Ids are <c>maker.model-version</c>, with a region before them for inference profiles: <c>us.anthropic.claude-sonnet-4-5-20250929-v1:0</c>.
/// </remarks>
internal readonly record struct ModelFamily(Maker Maker, int Version)
{
    private static readonly string[] WithoutSchemas = ["amazon.", "meta.", "ai21.", "cohere.", "writer.", "stability."];

    /// <summary>Whether the model's grammar can be held to a schema.</summary>
    public bool KnowsSchemas { get; private init; }

    /// <summary>Whether the model has cache points.</summary>
    public bool Caches => Maker is Maker.Claude or Maker.Nova or Maker.Nova2;

    /// <summary>Whether the thoughts of Claude are asked for by an effort, and not by a budget (versions from 4.6).</summary>
    public bool ThinksAdaptively => Maker == Maker.Claude && Version >= 406;

    /// <summary>The family of a model's id.</summary>
    public static ModelFamily Of(string model)
    {
        var version = VersionOf(model);
        var maker = Has(model, "anthropic.") || Has(model, "claude") ? Maker.Claude
            : Has(model, "amazon.nova-2") ? Maker.Nova2
            : Has(model, "amazon.nova") ? Maker.Nova
            : Has(model, "openai.") ? Maker.OpenAI
            : Has(model, "application-inference-profile/") || !Has(model, ".") ? Maker.Unknown
            : Maker.Other;
        var knowsSchemas = maker switch
        {
            Maker.Claude => version >= 405,
            Maker.Unknown => false,
            _ => !Array.Exists(WithoutSchemas, name => Has(model, name)),
        };
        return new ModelFamily(maker, version) { KnowsSchemas = knowsSchemas };
    }

    private static bool Has(string model, string name) => model.Contains(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Claude's major version times 100 plus the minor: 405 for <c>claude-sonnet-4-5-20250929-v1:0</c>, 307 for <c>claude-3-7-sonnet-20250219-v1:0</c>; 0 without one.</summary>
    private static int VersionOf(string model)
    {
        var start = model.IndexOf("claude-", StringComparison.OrdinalIgnoreCase);
        if (start < 0)
            return 0;
        var version = 0;
        var rest = model.AsSpan(start + "claude-".Length);
        foreach (var range in rest.SplitAny("-.@:_"))
        {
            var word = rest[range];
            var isNumber = word.Length is 1 or 2 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out _);
            if (!isNumber && version > 0)
                break;
            if (!isNumber)
                continue;
            var number = int.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture);
            if (version > 0)
                return version + number;
            version = number * 100;
        }
        return version;
    }
}
