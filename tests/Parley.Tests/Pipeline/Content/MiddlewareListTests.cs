using Parley.Pipeline;

namespace Parley.Tests.Pipeline.Content;

public sealed class MiddlewareListTests
{
    private static readonly IMiddleware[] Own = [new TransformMiddleware("a"), new TransformMiddleware("b"), new TransformMiddleware("c")];

    [Fact]
    public void Steps_are_added_replaced_and_left_out_by_their_names()
    {
        var list = new MiddlewareList().Use(new TransformMiddleware("z")).Replace("B", new TransformMiddleware("b2")).Remove("a").UseBefore("c", new TransformMiddleware("x")).UseAfter("c", new TransformMiddleware("y"));

        Assert.Equal(["b2", "x", "c", "y", "z"], list.Over(Own).Select(static step => step.Name));
    }

    [Fact]
    public void Name_of_no_step_is_told_with_the_nearest_one()
    {
        var unknown = Assert.Throws<ArgumentException>(() => new MiddlewareList().Remove("guard").Over([new TransformMiddleware("guards")]));

        Assert.StartsWith("There is no step 'guard'. Did you mean 'guards'?", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Step_without_a_name_of_its_own_has_that_of_its_class() => Assert.Equal(nameof(Nameless), ((IMiddleware)new Nameless()).Name);

    private sealed class Nameless : IMiddleware
    {
        public ContentAccess Needs => ContentAccess.None;

        public ValueTask<Settlement> InvokeAsync(Exchange exchange, GatewayStep next, CancellationToken cancellationToken) => next(exchange, cancellationToken);
    }
}
