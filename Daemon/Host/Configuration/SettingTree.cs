using System;
using System.Collections.Generic;

namespace Basisd.Host.Configuration;

/// <summary>The settings table as a tree: which keys an object may have, what an array holds.</summary>
internal sealed class SettingTree
{
    /// <summary>The tree of <see cref="SettingTable.All"/>.</summary>
    public static readonly SettingTree Root = Build(SettingTable.All);

    /// <summary>Keys of an object, in table order.</summary>
    public List<(string Key, SettingTree Child)> Children { get; } = [];

    /// <summary>What the items of an array are; null for objects and values.</summary>
    public SettingTree? Item { get; private set; }

    /// <summary>The setting that stands here; null for objects and arrays.</summary>
    public Setting? Leaf { get; private set; }

    private static SettingTree Build(IEnumerable<Setting> settings)
    {
        SettingTree root = new();
        foreach (Setting setting in settings)
        {
            SettingTree at = root;
            foreach (string key in setting.Path.Split('/'))
            {
                at = at.Descend(key);
            }

            at.Leaf = at.Leaf is null ? setting : throw new InvalidOperationException($"the setting {setting.Path} is in the table twice");
        }

        return root;
    }

    private SettingTree Descend(string key)
    {
        if (key == "[]")
        {
            return Item ??= new SettingTree();
        }

        int index = Children.FindIndex(c => c.Key == key);
        if (index < 0)
        {
            index = Children.Count;
            Children.Add((key, new SettingTree()));
        }

        return Children[index].Child;
    }
}
