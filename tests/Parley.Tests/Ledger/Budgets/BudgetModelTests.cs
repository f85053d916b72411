using FsCheck;
using FsCheck.Fluent;
using Parley.Configuration;
using Parley.Ledger.Budgets;
using Parley.Tests.Resilience;

namespace Parley.Tests.Ledger.Budgets;

/// <summary>Random sequences of reserving, extending, settling, releasing and time that passes, against a model that keeps every single event.</summary>
public sealed class BudgetModelTests
{
    [Fact]
    public void Reservations_agree_with_a_model_that_remembers_everything() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Kind, byte A, byte B)[]>(), Run).Check(Config.QuickThrowOnFailure.WithMaxTest(600).WithEndSize(120));

    private static bool Run((byte Kind, byte A, byte B)[] steps)
    {
        var run = new ModelRun();
        foreach (var (kind, a, b) in steps)
            run.Do(kind % 8, a, b);
        return true;
    }

    /// <summary>The state under test and the model, side by side.</summary>
    private sealed class ModelRun
    {
        private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
        private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

        private readonly SteppedTime _time = new();
        private readonly BudgetState _state;
        private readonly BudgetRule[] _rules =
        [
            Rules.Of(BudgetMeasure.Requests, 6, Rules.RollingMinute),
            Rules.Of(BudgetMeasure.Tokens, 300, Rules.RollingMinute),
            Rules.Of(BudgetMeasure.Money, 900, Rules.CalendarHour),
            Rules.Of(BudgetMeasure.Concurrent, 4, null),
        ];

        private readonly List<(BudgetHold Hold, decimal Asked, DateTimeOffset At)> _holds = [];
        private readonly HashSet<BudgetHold> _open = [];
        private readonly List<(DateTimeOffset At, decimal Amount)>[] _spent = [[], [], []];
        private decimal _excess;

        public ModelRun() => _state = new BudgetState(_time);

        public void Do(int kind, int a, int b)
        {
            switch (kind)
            {
                case 0 or 1 or 2: Reserve(a); break;
                case 3: Settle(a, b); break;
                case 4: Extend(a, b); break;
                case 5: Release(a); break;
                case 6: _time.Advance(TimeSpan.FromSeconds(a)); break;
                default: _time.Advance(TimeSpan.FromMinutes(a)); break;
            }
            Check();
        }

        private void Reserve(int amount)
        {
            decimal[] asks = [1, amount, amount, 1];
            var hold = _state.TryReserve([.. _rules.Select((rule, i) => _state.Ask(rule, asks[i]))], out var refusal);
            var fits = Enumerable.Range(0, 4).All(i => Spent(i, Minute) + Reserved(i) + asks[i] <= _rules[i].Limit);
            var surelyFits = Enumerable.Range(0, 4).All(i => Spent(i, Minute + Slice) + Reserved(i) + asks[i] <= _rules[i].Limit);
            Assert.Equal(hold is null, refusal is not null);
            Assert.True(fits || hold is null, "admitted what does not fit");
            Assert.True(hold is not null || !surelyFits, "refused what fits");
            if (hold is null)
                return;
            _holds.Add((hold, amount, _time.GetUtcNow()));
            _open.Add(hold);
            _spent[0].Add((_time.GetUtcNow(), 1));
        }

        private void Extend(int which, int more)
        {
            if (Pick(which) is not { } place)
                return;
            var (hold, asked, at) = _holds[place];
            var fits = Enumerable.Range(1, 2).All(i => Spent(i, Minute) + Reserved(i) + more <= _rules[i].Limit);
            var surelyFits = Enumerable.Range(1, 2).All(i => Spent(i, Minute + Slice) + Reserved(i) + more <= _rules[i].Limit);
            var isExtended = _state.TryExtend(hold, [0, more, more, 0], out _);
            if (!_open.Contains(hold))
            {
                Assert.False(isExtended);
                return;
            }
            Assert.True(!isExtended || fits || more == 0, "extended what does not fit");
            Assert.True(isExtended || !surelyFits, "did not extend what fits");
            if (isExtended)
                _holds[place] = (hold, asked + more, at);
        }

        private void Settle(int which, int actual)
        {
            if (Pick(which) is not { } place)
                return;
            var (hold, asked, _) = _holds[place];
            _state.Settle(hold, [1, actual, actual, 1]);
            if (!_open.Remove(hold))
                return;
            _spent[1].Add((_time.GetUtcNow(), actual));
            _spent[2].Add((_time.GetUtcNow(), actual));
            _excess += Math.Max(0, actual - asked);
        }

        private void Release(int which)
        {
            if (Pick(which) is not { } place)
                return;
            var (hold, _, at) = _holds[place];
            _state.Release(hold);
            if (_open.Remove(hold))
                _spent[0].Remove((at, 1));
        }

        private int? Pick(int which) => _holds.Count == 0 ? null : which % _holds.Count;

        /// <summary>What was used of a limit; of one that rolls within a length.</summary>
        private decimal Spent(int rule, TimeSpan length)
        {
            if (rule == 3)
                return 0;
            var now = _time.GetUtcNow();
            var hour = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerHour));
            return _spent[rule].Where(one => rule == 2 ? one.At >= hour : one.At + length > now).Sum(static one => one.Amount);
        }

        private decimal Reserved(int rule) => rule switch
        {
            0 => 0,
            3 => _open.Count,
            _ => _holds.Where(one => _open.Contains(one.Hold)).Sum(static one => one.Asked),
        };

        private void Check()
        {
            foreach (var meter in _state.Report())
            {
                var rule = Array.IndexOf(_rules, meter.Rule);
                Assert.Equal(Reserved(rule), meter.Reserved);
                Assert.InRange(meter.Spent, Spent(rule, Minute), Spent(rule, Minute + Slice));
                // Only what was used beyond its estimate can lead beyond a limit.
                Assert.True(meter.Spent + meter.Reserved <= meter.Rule.Limit + _excess);
            }
        }
    }
}
