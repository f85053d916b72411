namespace Parley.Docs.Tests.Reading;

/// <summary>A fenced block of a page.</summary>
/// <param name="Language">The first word after the fence.</param>
/// <param name="Title">The file that it stands for, from <c>title=</c>; empty for none.</param>
/// <param name="Text">What is between the fences, each line ended.</param>
/// <param name="Line">The line of the page on which the text begins.</param>
/// <param name="Follows">Whether only empty lines are between it and the block before, so that it may be that block's output.</param>
internal sealed record Block(string Language, string Title, string Text, int Line, bool Follows);
