namespace Parley.Expressions;

/// <summary>A part of an expression. Immutable.</summary>
internal abstract class ExpressionNode
{
    /// <summary>Reckons it.</summary>
    public abstract ExpressionValue Evaluate(Func<int, ExpressionValue> valueOf);
}

/// <summary>A value that is written down.</summary>
internal sealed class Constant(ExpressionValue value) : ExpressionNode
{
    public override ExpressionValue Evaluate(Func<int, ExpressionValue> valueOf) => value;
}

/// <summary>A named value.</summary>
internal sealed class Named(int number) : ExpressionNode
{
    public override ExpressionValue Evaluate(Func<int, ExpressionValue> valueOf) => valueOf(number);
}

/// <summary>The opposite, of a number or of what is true.</summary>
internal sealed class Negation(ExpressionNode operand, bool isLogical) : ExpressionNode
{
    public override ExpressionValue Evaluate(Func<int, ExpressionValue> valueOf)
    {
        var value = operand.Evaluate(valueOf);
        return isLogical ? ExpressionValue.Of(!value.IsTrue) : ExpressionValue.Of(-value.Number);
    }
}

/// <summary>Two numbers made into one; not known where one of them is not.</summary>
internal sealed class Arithmetic(ExpressionNode left, ExpressionNode right, Func<double, double, double> reckon) : ExpressionNode
{
    public override ExpressionValue Evaluate(Func<int, ExpressionValue> valueOf) =>
        left.Evaluate(valueOf).Number is { } a && right.Evaluate(valueOf).Number is { } b ? ExpressionValue.Of(reckon(a, b)) : ExpressionValue.Unknown;
}

/// <summary>Two numbers compared; what is not known is neither more nor less.</summary>
internal sealed class Order(ExpressionNode left, ExpressionNode right, Func<double, double, bool> holds) : ExpressionNode
{
    public override ExpressionValue Evaluate(Func<int, ExpressionValue> valueOf) =>
        ExpressionValue.Of(left.Evaluate(valueOf).Number is { } a && right.Evaluate(valueOf).Number is { } b && holds(a, b));
}

/// <summary>Whether a value is one of several; what is not known is neither the same as another nor different from it.</summary>
internal sealed class Membership(ExpressionNode value, IReadOnlyList<ExpressionNode> items, bool isDenied) : ExpressionNode
{
    public override ExpressionValue Evaluate(Func<int, ExpressionValue> valueOf)
    {
        var sought = value.Evaluate(valueOf);
        var isKnown = sought.IsKnown;
        foreach (var item in items)
        {
            var one = item.Evaluate(valueOf);
            if (sought.IsSameAs(one))
                return ExpressionValue.Of(!isDenied);
            isKnown &= one.IsKnown;
        }
        return ExpressionValue.Of(isDenied && isKnown);
    }
}

/// <summary>And, or: the right side only counts where the left has not decided.</summary>
internal sealed class Junction(ExpressionNode left, ExpressionNode right, bool isOr) : ExpressionNode
{
    public override ExpressionValue Evaluate(Func<int, ExpressionValue> valueOf) =>
        ExpressionValue.Of(left.Evaluate(valueOf).IsTrue == isOr ? isOr : right.Evaluate(valueOf).IsTrue);
}

/// <summary>The first, or the second where the first is not known.</summary>
internal sealed class Otherwise(ExpressionNode first, ExpressionNode second) : ExpressionNode
{
    public override ExpressionValue Evaluate(Func<int, ExpressionValue> valueOf) =>
        first.Evaluate(valueOf) is { IsKnown: true } known ? known : second.Evaluate(valueOf);
}

/// <summary>One of two, by a condition.</summary>
internal sealed class Condition(ExpressionNode test, ExpressionNode yes, ExpressionNode no) : ExpressionNode
{
    public override ExpressionValue Evaluate(Func<int, ExpressionValue> valueOf) => test.Evaluate(valueOf).IsTrue ? yes.Evaluate(valueOf) : no.Evaluate(valueOf);
}

/// <summary>A function of its arguments.</summary>
internal sealed class Call(ExpressionFunction function, IReadOnlyList<ExpressionNode> arguments) : ExpressionNode
{
    public override ExpressionValue Evaluate(Func<int, ExpressionValue> valueOf)
    {
        var values = new ExpressionValue[arguments.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = arguments[i].Evaluate(valueOf);
        return function.Reckon(values);
    }
}
