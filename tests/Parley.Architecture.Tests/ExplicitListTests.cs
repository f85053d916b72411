using System.Collections;
using System.Reflection;
using Parley.Architecture.Tests.Scanning;

namespace Parley.Architecture.Tests;

public sealed class ExplicitListTests
{
    private const string Reason = "Extensions are registered in one explicit list, not found by scanning: a list can be searched and trimmed. This class was written and never entered into its list";

    /// <summary>Steps that a host makes, since they are of its own code: there is nothing for the list to make them of.</summary>
    private static readonly string[] OfHosts = ["Parley.Pipeline.TransformMiddleware", "Parley.Pipeline.CostStep"];

    [Theory]
    [InlineData("Parley.Providers.Auth.IAuthScheme", "Parley.Providers.Auth.AuthSchemes")]
    [InlineData("Parley.Pipeline.IMiddleware", "Parley.Pipeline.DefaultPipeline")]
    [InlineData("Parley.Configuration.Validators.IValidator", "Parley.Configuration.Validators.AllValidators")]
    [InlineData("Parley.Providers.Upstream.IUpstream", "Parley.Pipeline.Engine")]
    [InlineData("Parley.Routing.IRoutingFilter", "Parley.Routing.Filters.RoutingFilters")]
    [InlineData("Parley.Pipeline.Dispatching.ITactic", "Parley.Pipeline.Steps.Dispatch")]
    public void Implementation_is_in_the_list_of_its_kind(string contract, string list)
    {
        var listed = TypeUses.MembersOf(Assemblies.Engine.Require(list)).OfType<ConstructorInfo>().Select(static constructor => constructor.DeclaringType).ToHashSet();
        var implementations = Assemblies.Engine.Implementations(Assemblies.Engine.Require(contract));

        Assert.NotEmpty(implementations);
        Rule.Holds($"{Reason}, {list}.", implementations.Where(type => !listed.Contains(type) && !OfHosts.Contains(type.FullName)).Select(static type => type.FullName!));
    }

    [Fact]
    public void Dialect_is_in_the_list_of_dialects()
    {
        var known = Assemblies.Dialects.Require("Parley.Dialects.KnownDialects").GetProperty("All")!.GetValue(null) as IEnumerable;
        var written = from type in Assemblies.Dialects.GetTypes()
                      from property in type.GetProperties(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
                      where property.PropertyType.FullName == "Parley.Dialects.Dialect"
                      select (type, Dialect: property.GetValue(null));
        var dialects = written.ToList();

        Assert.Equal(8, dialects.Count);
        Rule.Holds($"{Reason}, KnownDialects.", dialects.Where(one => !known!.Cast<object>().Contains(one.Dialect)).Select(static one => one.type.FullName!));
    }

    [Fact]
    public void Codec_belongs_to_a_dialect_of_the_list()
    {
        var contract = Assemblies.Dialects.Require("Parley.Dialects.IChatCodec");
        var dialects = (IEnumerable)Assemblies.Dialects.Require("Parley.Dialects.KnownDialects").GetProperty("All")!.GetValue(null)!;
        var used = from object dialect in dialects
                   from object operation in (IEnumerable)dialect.GetType().GetProperty("Operations")!.GetValue(dialect)!
                   select operation.GetType().GetProperty("Codec")!.GetValue(operation)!.GetType();

        Rule.Holds($"{Reason}: the operations of its dialect.", Assemblies.Dialects.Implementations(contract).Except(used).Select(static type => type.FullName!));
    }

    [Fact]
    public void Verb_of_the_program_is_added_to_its_root()
    {
        var verbs = Assemblies.Program.GetTypes().Where(static type => type.Namespace == "Parley.Cli.Commands" && type.GetMethod("Create", BindingFlags.Static | BindingFlags.Public) is not null).ToList();
        var entry = Assemblies.Program.EntryPoint!.DeclaringType!;
        var called = TypeUses.MembersOf(entry).Where(static member => member.Name == "Create").Select(static member => member.DeclaringType).ToHashSet();

        Assert.NotEmpty(verbs);
        Rule.Holds($"{Reason}, Program.cs.", verbs.Where(verb => !called.Contains(verb)).Select(static verb => verb.FullName!));
    }

    [Fact]
    public void Code_of_problems_is_in_the_list_of_codes()
    {
        var codes = Assemblies.Engine.Require("Parley.Configuration.Diagnostics.ProblemCode");
        var all = ((IEnumerable)codes.GetProperty("All")!.GetValue(null)!).Cast<object>().ToList();

        Rule.Holds($"{Reason}, ProblemCode.All.", codes.GetProperties(BindingFlags.Static | BindingFlags.Public)
            .Where(property => property.PropertyType == codes && !all.Contains(property.GetValue(null)!)).Select(static property => property.Name));
    }
}
