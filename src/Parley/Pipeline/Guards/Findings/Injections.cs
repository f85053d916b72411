using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Parley.Pipeline.Guards;

/// <summary>Phrases by which texts would give the model other instructions. A list like this finds what is written carelessly, and nobody should rely on it alone.</summary>
internal static partial class Injections
{
    private const string Before = @"(?:all\s+|any\s+|of\s+|the\s+|your\s+|my\s+|these\s+|those\s+)*";

    /// <summary>Those that Parley knows.</summary>
    public static ImmutableArray<Regex> Known { get; } = [Forget(), Reveal(), OtherPerson(), Marks()];

    [GeneratedRegex(@"\b(?:ignore|disregard|forget|override|bypass)\s+" + Before + @"(?:previous|prior|above|earlier|preceding|foregoing|system|initial|original)\s+(?:\w+\s+)?(?:instructions?|prompts?|messages?|rules?|directions?|guidelines?|context)\b", Usual)]
    private static partial Regex Forget();

    [GeneratedRegex(@"\b(?:reveal|show|print|repeat|output|display|tell)\s+(?:me\s+|us\s+)?" + Before + @"(?:(?:system|hidden|initial|secret|original)\s+(?:prompt|instructions?|message)|instructions?\s+(?:above|verbatim))\b", Usual)]
    private static partial Regex Reveal();

    [GeneratedRegex(@"\byou\s+are\s+(?:now|no\s+longer)\s+(?:in\s+)?(?:an?\s+)?(?:dan\b|developer\s+mode|jailbroken|unrestricted|unfiltered|uncensored|bound\s+by)|\b(?:enable|enter|activate)\s+(?:developer|dan|jailbreak|god)\s+mode\b", Usual)]
    private static partial Regex OtherPerson();

    [GeneratedRegex(@"<\|(?:im_start|im_end|system|endoftext|start_header_id)\|>|\[/?INST\]|<</?SYS>>|(?:^|\n)\s*###\s*(?:system|instruction)s?\s*:", Usual)]
    private static partial Regex Marks();

    private const RegexOptions Usual = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking;
}
