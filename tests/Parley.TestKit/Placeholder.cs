namespace Parley.TestKit;
