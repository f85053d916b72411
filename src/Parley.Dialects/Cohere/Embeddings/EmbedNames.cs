namespace Parley.Dialects.Cohere;

/// <summary>The words of Cohere's <c>embed</c>.</summary>
/// <remarks>
/// <para>Source: the API references of <c>POST /v2/embed</c> and <c>POST /v1/embed</c>, the types of the official TypeScript SDK. <c>texts</c> = Inputs; <c>images</c> and <c>inputs</c> with images = Inputs that only Cohere takes;
/// <c>input_type</c> = Purpose; <c>embedding_types</c> = Encoding, several at once = a spelling; <c>truncate</c> = Truncation; <c>output_dimension</c> = Dimensions; <c>max_tokens</c>, <c>priority</c> = Extras.</para>
/// <para>Reply: the first of the forms that others can read (<c>float</c>, <c>base64</c>, any) = Values, the others = extras of the vector; <c>meta.billed_units</c> = Usage. The first version answers with a bare list where no form was asked for.</para>
/// </remarks>
internal static class EmbedNames
{
    /// <summary>Below the base address.</summary>
    public const string Path = "embed";

    /// <summary>The route of the first version, of which the second differs in little.</summary>
    public const string FirstRoute = "v1/embed";

    public const string Types = "embedding_types";

    public const string Texts = "texts";

    public const string InputType = "input_type";

    public const string Meta = "meta";

    /// <summary>Among what a reply repeats: it is the first version's.</summary>
    public const string First = "v1";

    public const string Float = "float";

    public const string Base64 = "base64";

    /// <summary>Whether a word names one of the forms of a vector.</summary>
    public static bool IsType(string word) => IsAnybodys(word) || word is "int8" or "uint8" or "binary" or "ubinary";

    /// <summary>Whether it names one that Parley writes for whatever upstream: floats and base64 are made of each other.</summary>
    public static bool IsAnybodys(string word) => word is Float or Base64;
}
