using System.Reflection;

namespace Parley.Architecture.Tests.Scanning;

/// <summary>Which types a type uses, in its signatures and in the code of its methods. Constants leave no trace in code, so that the tests look at the sources too.</summary>
internal static class TypeUses
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>The types that a type uses, itself and what is nested in it included.</summary>
    public static HashSet<Type> Of(Type type)
    {
        var uses = new HashSet<Type>();
        Collect(type, uses);
        return uses;
    }

    /// <summary>The members that the code of a type calls or reads.</summary>
    public static IEnumerable<MemberInfo> MembersOf(Type type) =>
        Bodies(type).SelectMany(static method => MethodBodyTokens.Members(method)).Concat(type.GetNestedTypes(Everything).SelectMany(MembersOf));

    private static void Collect(Type type, HashSet<Type> uses)
    {
        Add(type.BaseType, uses);
        foreach (var contract in type.GetInterfaces())
            Add(contract, uses);
        foreach (var field in type.GetFields(Everything))
            Add(field.FieldType, uses);
        foreach (var method in Bodies(type))
            CollectMethod(method, uses);
        foreach (var nested in type.GetNestedTypes(Everything))
            Collect(nested, uses);
    }

    private static void CollectMethod(MethodBase method, HashSet<Type> uses)
    {
        Add((method as MethodInfo)?.ReturnType, uses);
        foreach (var parameter in method.GetParameters())
            Add(parameter.ParameterType, uses);
        foreach (var local in method.GetMethodBody()?.LocalVariables ?? [])
            Add(local.LocalType, uses);
        foreach (var member in MethodBodyTokens.Members(method))
        {
            Add(member as Type ?? member.DeclaringType, uses);
            Add((member as FieldInfo)?.FieldType ?? (member as MethodInfo)?.ReturnType, uses);
        }
    }

    private static IEnumerable<MethodBase> Bodies(Type type) => type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything));

    private static void Add(Type? type, HashSet<Type> uses)
    {
        if (type is null || type.IsGenericParameter)
            return;
        if (type.HasElementType)
        {
            Add(type.GetElementType(), uses);
            return;
        }
        foreach (var argument in type.GetGenericArguments())
            Add(argument, uses);
        uses.Add(type.IsGenericType ? type.GetGenericTypeDefinition() : type);
    }
}
