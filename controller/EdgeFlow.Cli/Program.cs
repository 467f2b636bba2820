Console.Error.WriteLine("edgeflow: not assembled yet.");
return 70;
