using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>What a target is asked: under its own name of the model, with the operator's defaults, after the rules over its parameters.</summary>
internal static class TargetQuestion
{
    /// <summary>The question.</summary>
    /// <param name="attempt">Whom it is asked, and where differences are recorded.</param>
    /// <param name="dialect">The dialect in which it will be written.</param>
    /// <param name="refused">The refusal of a rule; null without one.</param>
    public static ModelRequest Of(Attempt attempt, string dialect, out Fault? refused)
    {
        refused = null;
        var target = attempt.Target;
        var asked = attempt.Request.Question;
        if (asked is not ChatRequest chat)
            return asked with { Model = target.Model };
        var filled = DefaultParameters.Fill(chat, target.Backend.Defaults) with { Model = target.Model, Stream = attempt.Request.Head.Stream };
        return target.Backend.Parameters.IsEmpty ? filled : ParameterPolicy.Apply(filled, attempt, dialect, out refused);
    }
}
