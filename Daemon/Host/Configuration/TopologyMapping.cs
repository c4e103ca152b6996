using System;
using System.Collections.Generic;
using Basisd.Safety;

namespace Basisd.Host.Configuration;

/// <summary>Builds the topology entry by entry; what the builder refuses becomes an error at the entry's own line.</summary>
internal sealed class TopologyMapping(ConfigurationValues values, ConfigurationErrors errors)
{
    private readonly TopologyBuilder _builder = new();
    private readonly HashSet<string> _units = new(StringComparer.Ordinal);
    private readonly HashSet<string> _modules = new(StringComparer.Ordinal);

    /// <summary>The venues that are probed.</summary>
    public List<VenueProbe> Probes { get; } = [];

    /// <summary>The venues whose gateways are polled.</summary>
    public List<VenueGateway> Gateways { get; } = [];

    /// <summary>Builds; the result is of use only when no error was added.</summary>
    public Topology Build()
    {
        Each("topology.units", at => Distinct(_units, values.Text(at), () => _builder.AddUnit(values.Text(at))));
        Each("topology.modules", at => Distinct(_modules, values.Text(at), () => _builder.AddModule(values.Text(at))));
        Each("topology.peers", at => Distinct(_modules, values.Text(at), () => _builder.AddPeer(values.Text(at))));
        ClusterNodes();
        Each("topology.venues", at => Venue(at));
        Each("topology.assets", at =>
        {
            KnownUnit(values.Text(at + ".reference_unit"));
            Describe(_builder.AddAsset(values.Text(at + ".name"), values.Text(at + ".reference_unit"), values.Number(at + ".extreme_move_ppm")), at);
        });
        Each("topology.instruments", at =>
        {
            KnownUnit(values.Text(at + ".unit"));
            bool perpetual = values.Text(at + ".kind") == "perp";
            Instrument instrument = _builder.AddInstrument(
                values.Text(at + ".asset"), values.Text(at + ".unit"), values.Text(at + ".venue"), perpetual);
            _builder.Describe(instrument with { FundingCapPpm = values.Number(at + ".funding_cap_ppm") });
        });
        Each("topology.routes", at =>
        {
            KnownUnit(values.Text(at + ".settlement_unit"));
            string? second = values.OptionalText(at + ".second_venue");
            if (second is not null && second == values.Text(at + ".venue"))
            {
                throw new TopologyException($"the second venue '{second}' is the first: leave it out for a route over one venue");
            }

            Route route = _builder.AddRoute(
                values.Text(at + ".asset"), values.Text(at + ".venue"), second, values.Text(at + ".settlement_unit"));
            _builder.Describe(route with
            {
                Clip = values.Number(at + ".clip"),
                HedgeNeed = values.Number(at + ".hedge_need"),
                ReallocationShare = values.Number(at + ".reallocation_share"),
            });
        });
        Each("topology.unit_references", at => Reference(at));
        Each("topology.positions", at => Position(at));
        NotEmpty("topology.venues", _builder.Venues.Count, "venue");
        NotEmpty("topology.assets", _builder.Assets.Count, "asset");
        return _builder.Build();
    }

    // A slot's journal is replayed on every node, so the modules of all of them, this one among them, stand in every topology in the same order.
    private void ClusterNodes()
    {
        if (!values.Flag(ClusterMapping.Enabled))
        {
            return;
        }

        Each("cluster.nodes", at =>
        {
            string name = values.Text(at + ".name");
            if (ClusterMapping.IsName(name) && !_builder.Peers.Contains("module/node-" + name))
            {
                _builder.AddPeer(name);
            }
        });
    }

    private void Describe(Asset asset, string at)
    {
        Chain chain = values.Text(at + ".chain") switch
        {
            "none" => Chain.None,
            "bitcoin" => Chain.Bitcoin,
            "ethereum" => Chain.Ethereum,
            "solana" => Chain.Solana,
            _ => asset.Chain,
        };
        bool gold = values.Text(at + ".tracks") switch
        {
            "none" => false,
            "gold" => true,
            _ => asset.TracksGold,
        };
        _builder.Describe(asset with { Chain = chain, TracksGold = gold });
    }

    private void Venue(string at)
    {
        string[] shares = new string[values.Count(at + ".shares")];
        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] = values.Text($"{at}.shares[{i}]");
        }

        Venue venue = _builder.AddVenue(values.Text(at + ".name"), values.Flag(at + ".calls_required"), shares);
        if (values.OptionalText(at + ".health_url") is { } address)
        {
            Probes.Add(new VenueProbe(venue.Index, PerSlot("health_url", new Uri(address, UriKind.Absolute))));
        }

        string? token = values.OptionalText(at + ".gateway_token_file");
        if (values.OptionalText(at + ".gateway_url") is { } gateway)
        {
            Gateways.Add(new VenueGateway(venue.Index, PerSlot("gateway_url", GatewayAddress(gateway)), token));
        }
        else if (token is not null)
        {
            throw new TopologyException("gateway_token_file is given and gateway_url is not: nobody would be shown the token");
        }
    }

    private Uri PerSlot(string key, Uri address) => values.Flag(ClusterMapping.Enabled) || !SlotAddress.IsPerSlot(address)
        ? address
        : throw new TopologyException($"{key} '{address.OriginalString}' holds {SlotAddress.Placeholder}, and a node that is alone has no slot");

    private static Uri GatewayAddress(string text)
    {
        Uri address = new(text, UriKind.Absolute);
        if (address.UserInfo.Length > 0)
        {
            // Not even the address is shown: a secret is in it.
            throw new TopologyException("gateway_url holds a user or a password: put a token into a file and name it in gateway_token_file");
        }

        return address.Query.Length + address.Fragment.Length == 0 ? address : throw new TopologyException(
            $"gateway_url '{text}' has a query or a fragment: name the base address alone, like http://127.0.0.1:9001/v1");
    }

    private void Position(string at)
    {
        Position position = _builder.AddPosition(values.Text(at + ".name"), values.Text(at + ".venue")) with
        {
            SmallestSlice = values.Number(at + ".smallest_slice"),
        };
        if (values.OptionalText(at + ".market") is { } market)
        {
            string name = $"{market}@{values.Text(at + ".venue")}";
            int index = _builder.Instruments.FindIndex(i => i.Name == name);
            position = index < 0
                ? throw new TopologyException($"the position's market '{name}' is not in topology.instruments")
                : position with { Instrument = index };
        }

        _builder.Describe(position);
    }

    private void Reference(string at)
    {
        string unit = values.Text(at + ".unit");
        string quote = values.Text(at + ".quote_unit");
        KnownUnit(unit);
        KnownUnit(quote);
        if (unit == quote)
        {
            throw new TopologyException($"a reference that values '{unit}' in itself says nothing");
        }

        _builder.AddUnitReference(unit, quote, values.Text(at + ".source"));
    }

    private void Each(string array, Action<string> add)
    {
        for (int i = 0; i < values.Count(array); i++)
        {
            string at = $"{array}[{i}]";
            if (errors.Concern(at))
            {
                continue;
            }

            try
            {
                add(at);
            }
            catch (TopologyException refused)
            {
                errors.Add(values.PlaceOf(at), at, refused.Message, "", "correct this entry, or the one that it refers to");
            }
        }
    }

    private void KnownUnit(string unit)
    {
        if (!_units.Contains(unit))
        {
            string meant = NearestName.Of(unit, _units) is { } nearest ? $"; did you mean '{nearest}'?" : "";
            throw new TopologyException($"the unit '{unit}' is not in topology.units{meant}");
        }
    }

    private void NotEmpty(string array, int count, string what)
    {
        if (count == 0 && !errors.Concern(array))
        {
            errors.Add(
                values.PlaceOf(array), array, $"no {what} is configured", $"at least one {what}",
                "add one, or remove the topology section for the built-in one");
        }
    }

    private static void Distinct(HashSet<string> names, string name, Action add)
    {
        if (!names.Add(name))
        {
            throw new TopologyException($"'{name}' is named twice");
        }

        add();
    }
}
