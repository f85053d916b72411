using System.Collections.Frozen;

namespace Parley.Expressions;

/// <summary>
/// Reads an expression: from what binds loosest to what binds tightest, <c>a ? b : c</c>, <c>??</c>, <c>||</c>, <c>&amp;&amp;</c>, <c>== != in</c>, <c>&lt; &lt;= &gt; &gt;=</c>, <c>+ -</c>, <c>* / %</c>, <c>! -</c>.
/// </summary>
internal ref struct ExpressionParser
{
    private const int MaxDepth = 64;

    private readonly FrozenDictionary<string, int> _names;
    private ExpressionLexer _lexer;
    private Token _token;
    private int _depth;

    public ExpressionParser(string text, FrozenDictionary<string, int> names)
    {
        _names = names;
        _lexer = new ExpressionLexer(text);
        _token = _lexer.Next();
    }

    /// <summary>The whole expression.</summary>
    public ExpressionNode Parse()
    {
        var root = Whole();
        return _token.Kind == TokenKind.End ? root : throw Unexpected("an operator");
    }

    private ExpressionNode Whole()
    {
        if (++_depth > MaxDepth)
            throw new ExpressionException($"it is nested deeper than {MaxDepth}", _token.Position);
        var test = Binary(0);
        if (TakeSign("?"))
        {
            var yes = Whole();
            Expect(":");
            test = new Condition(test, yes, Whole());
        }
        _depth--;
        return test;
    }

    /// <summary>A row of operators that bind as tight as <paramref name="strength"/> at least, from left to right.</summary>
    private ExpressionNode Binary(int strength)
    {
        var left = Unary();
        while (StrengthOf(_token) is { } own && own >= strength)
        {
            var sign = Take();
            left = sign.Text == "in" ? new Membership(left, List(), isDenied: false) : Joined(sign.Text, left, Binary(own + 1));
        }
        return left;
    }

    private static int? StrengthOf(Token token) => token switch
    {
        { Kind: TokenKind.Name, Text: "in" } => 3,
        { Kind: not TokenKind.Sign } => null,
        _ => token.Text switch
        {
            "??" => 0,
            "||" => 1,
            "&&" => 2,
            "==" or "!=" => 3,
            "<" or "<=" or ">" or ">=" => 4,
            "+" or "-" => 5,
            "*" or "/" or "%" => 6,
            _ => null,
        },
    };

    private static ExpressionNode Joined(string sign, ExpressionNode left, ExpressionNode right) => sign switch
    {
        "??" => new Otherwise(left, right),
        "||" => new Junction(left, right, isOr: true),
        "&&" => new Junction(left, right, isOr: false),
        "==" => new Membership(left, [right], isDenied: false),
        "!=" => new Membership(left, [right], isDenied: true),
        "<" => new Order(left, right, static (a, b) => a < b),
        "<=" => new Order(left, right, static (a, b) => a <= b),
        ">" => new Order(left, right, static (a, b) => a > b),
        ">=" => new Order(left, right, static (a, b) => a >= b),
        "+" => new Arithmetic(left, right, static (a, b) => a + b),
        "-" => new Arithmetic(left, right, static (a, b) => a - b),
        "*" => new Arithmetic(left, right, static (a, b) => a * b),
        "/" => new Arithmetic(left, right, static (a, b) => a / b),
        _ => new Arithmetic(left, right, static (a, b) => a % b),
    };

    private ExpressionNode Unary()
    {
        if (++_depth > MaxDepth)
            throw new ExpressionException($"it is nested deeper than {MaxDepth}", _token.Position);
        var node = TakeSign("!") ? new Negation(Unary(), isLogical: true) : TakeSign("-") ? new Negation(Unary(), isLogical: false) : Primary();
        _depth--;
        return node;
    }

    private ExpressionNode Primary()
    {
        var token = Take();
        switch (token)
        {
            case { Kind: TokenKind.Number }: return new Constant(ExpressionValue.Of(token.Number));
            case { Kind: TokenKind.Text }: return new Constant(ExpressionValue.Of(token.Text));
            case { Kind: TokenKind.Name, Text: "true" or "false" }: return new Constant(ExpressionValue.Of(token.Text == "true"));
            case { Kind: TokenKind.Name, Text: "null" or "unknown" }: return new Constant(ExpressionValue.Unknown);
            case { Kind: TokenKind.Name }: return _token is { Kind: TokenKind.Sign, Text: "(" } ? Function(token) : Name(token);
            case { Kind: TokenKind.Sign, Text: "(" }:
                var inner = Whole();
                Expect(")");
                return inner;
            default:
                throw new ExpressionException($"a value is expected, not {token}", token.Position);
        }
    }

    private readonly Named Name(Token token) => _names.TryGetValue(token.Text, out var number)
        ? new Named(number)
        : throw new ExpressionException($"there is no '{token.Text}'; there are {string.Join(", ", _names.Keys.Order(StringComparer.Ordinal))}", token.Position);

    private Call Function(Token name)
    {
        if (!ExpressionFunction.All.TryGetValue(name.Text, out var function))
            throw new ExpressionException($"there is no function '{name.Text}'; there are {string.Join(", ", ExpressionFunction.All.Keys.Order(StringComparer.Ordinal))}", name.Position);
        Expect("(");
        var arguments = Items(")");
        return arguments.Count >= function.Least && arguments.Count <= function.Most
            ? new Call(function, arguments)
            : throw new ExpressionException($"{name.Text} takes {function.Least}{(function.Most > function.Least ? $" to {function.Most}" : "")} argument(s), not {arguments.Count}", name.Position);
    }

    private List<ExpressionNode> List()
    {
        Expect("[");
        return Items("]");
    }

    private List<ExpressionNode> Items(string end)
    {
        var items = new List<ExpressionNode>();
        if (TakeSign(end))
            return items;
        do
        {
            items.Add(Whole());
        }
        while (TakeSign(","));
        Expect(end);
        return items;
    }

    private Token Take()
    {
        var taken = _token;
        _token = _lexer.Next();
        return taken;
    }

    private bool TakeSign(string sign)
    {
        if (_token.Kind != TokenKind.Sign || _token.Text != sign)
            return false;
        Take();
        return true;
    }

    private void Expect(string sign)
    {
        if (!TakeSign(sign))
            throw Unexpected($"'{sign}'");
    }

    private readonly ExpressionException Unexpected(string wanted) => new($"{wanted} is expected, not {_token}", _token.Position);
}
