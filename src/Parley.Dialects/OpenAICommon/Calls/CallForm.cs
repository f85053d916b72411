using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAICommon;

/// <summary>The form in which a caller expects the calls of a tool that an upstream was told of as a function.</summary>
/// <param name="IsCustom">Whether the input is free text.</param>
/// <param name="Extras">What the dialect says of such a call besides; null for nothing.</param>
internal sealed record CallForm(bool IsCustom, Extras? Extras = null);
