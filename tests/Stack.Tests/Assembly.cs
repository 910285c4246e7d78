using WebchatAspire.Testing;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(StackFixture))]

// The laws are tested by taking parts of the one stack away, so one test at a time.
[assembly: Parallelization(Mode = ParallelMode.None)]
