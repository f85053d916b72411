using System.Text.Json;

namespace Parley.Dialects.OpenAICommon;

/// <summary>Random padding against traffic analysis: <c>obfuscation</c> (OpenAI), <c>p</c> (Mistral). It says nothing and is not passed on.</summary>
internal static class Padding
{
    /// <summary>True when the reader stands on the name of such a member.</summary>
    public static bool Is(ref Utf8JsonReader reader) => reader.ValueTextEquals("obfuscation"u8) || reader.ValueTextEquals("p"u8);
}
