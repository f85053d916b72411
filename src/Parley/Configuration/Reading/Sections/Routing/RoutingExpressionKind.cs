using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Parley.Configuration.Options;
using Parley.Expressions;

namespace Parley.Configuration.Reading;

/// <summary>A formula over request and target.</summary>
internal sealed class RoutingExpressionKind : ScalarKind<RoutingExpression>
{
    protected override string Wanted => "an expression";

    public override JsonObject Schema() => new() { ["type"] = "string", ["maxLength"] = Expression.MaxLength };

    protected override bool TryParse(string text, ConfigScalar scalar, ReadScope scope, [MaybeNullWhen(false)] out RoutingExpression value)
    {
        try
        {
            value = RoutingExpression.Read(text);
            return true;
        }
        catch (ExpressionException wrong)
        {
            value = null;
            scope.NotAllowed(scalar, $"the expression cannot be used: {wrong.Message}", $"look at character {wrong.Position + 1}");
            return false;
        }
    }
}
