using EdgeFlow.Differential.Tests.Generation;

namespace EdgeFlow.Differential.Tests.Comparison;

/// <summary>A way in which Open vSwitch departs from OpenFlow 1.3.5.</summary>
/// <param name="Name">For reports.</param>
/// <param name="Clause">What the specification says, and where.</param>
/// <param name="Reason">What Open vSwitch does instead.</param>
/// <param name="Explains">True for minimised differences that are this fault, and for no others: it works out what each of the two must have sent.</param>
/// <param name="Cure">Changes a table so that the fault cannot show in it.</param>
/// <param name="Examples">Tables and frames that show it.</param>
internal sealed record KnownFault(
    string Name, string Clause, string Reason, Func<Difference, bool> Explains, Func<RandomTable, RandomTable> Cure, params FaultExample[] Examples);
