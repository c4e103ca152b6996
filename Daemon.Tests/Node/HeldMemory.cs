using System;
using System.Collections;
using System.Collections.Generic;
using System.Reflection;

namespace Basisd.Tests.Node;

/// <summary>What an object holds: every array that can be reached from it, lists and dictionaries by what stands behind them.</summary>
internal static class HeldMemory
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Number of arrays, and of elements in all of them.</summary>
    public static (long Arrays, long Elements) Of(object root)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Stack<object> open = new([root]);
        long arrays = 0;
        long elements = 0;
        while (open.TryPop(out object? one))
        {
            if (!seen.Add(one) || one is string or Type or Delegate)
            {
                continue;
            }

            if (one is Array array)
            {
                arrays++;
                elements += array.Length;
                if (!array.GetType().GetElementType()!.IsPrimitive)
                {
                    foreach (object? item in (IEnumerable)array)
                    {
                        Push(open, item);
                    }
                }

                continue;
            }

            for (Type? type = one.GetType(); type is not null; type = type.BaseType)
            {
                foreach (FieldInfo field in type.GetFields(Own))
                {
                    Push(open, field.FieldType.IsPrimitive || field.FieldType.IsEnum || field.FieldType.IsPointer ? null : field.GetValue(one));
                }
            }
        }

        return (arrays, elements);
    }

    private static void Push(Stack<object> open, object? value)
    {
        if (value is not null && value is not (string or Type or Delegate) && !value.GetType().IsPrimitive && !value.GetType().IsEnum)
        {
            open.Push(value);
        }
    }
}
