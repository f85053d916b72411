namespace Parley.Corpus.Tests.Checking;

/// <summary>One rule that an answer breaks.</summary>
/// <param name="Rule">The checker's name of the rule.</param>
/// <param name="Level"><c>must</c>, <c>should</c> or <c>known</c>.</param>
/// <param name="Msg">What is wrong.</param>
internal sealed record RuleBreach(string Rule, string Level, string Msg);

/// <summary>What an answer says, as the driver reads it without Parley.</summary>
/// <param name="Text">The text, refusals included.</param>
/// <param name="Thoughts">The thoughts.</param>
/// <param name="Calls">The tool calls, each as name and arguments.</param>
/// <param name="Finish"><c>stop</c>, <c>tools</c>, <c>length</c>, <c>filter</c> or <c>error</c>; null when the answer does not say.</param>
/// <param name="Input">The prompt in tokens; null when the answer does not say.</param>
/// <param name="Output">The answer in tokens, thoughts included; null when the answer does not say.</param>
/// <param name="Error">The error that the answer carries; null without one.</param>
/// <param name="Complete">False for a stream that ends too early.</param>
internal sealed record Essence(string Text, string Thoughts, IReadOnlyList<string> Calls, string? Finish, long? Input, long? Output, string? Error, bool Complete);

/// <summary>What the checker says about one answer.</summary>
/// <param name="Kind"><c>json</c>, <c>stream</c>, <c>error</c>, <c>error200</c>.</param>
/// <param name="Breaches">The rules that it breaks.</param>
/// <param name="Essence">What it says.</param>
internal sealed record Verdict(string Kind, IReadOnlyList<RuleBreach> Breaches, Essence Essence);
