using System.Collections.Immutable;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Validators;

/// <summary>Checks one aspect of a configuration that was read without error, and reports everything that is wrong.</summary>
internal interface IValidator
{
    /// <summary>Checks it.</summary>
    void Check(GatewayOptions options, Catalog catalog, ProblemList problems);
}

/// <summary>All validators.</summary>
internal static class AllValidators
{
    public static ImmutableArray<IValidator> InOrder { get; } =
    [
        new ServerValidator(), new CredentialStoreValidator(), new BackendNameValidator(), new BackendTypeValidator(), new BackendAuthValidator(), new BackendHeaderValidator(), new BackendUnitValidator(), new ValueValidator(), new AdaptiveTimeoutValidator(), new ParameterValidator(), new RestValidator(), new ModelValidator(), new TacticValidator(), new KeyValidator(), new BudgetValidator(), new RoutingValidator(), new PriceValidator(), new HardwareValidator(), new ToolServerValidator(), new GuardValidator(),
    ];
}
