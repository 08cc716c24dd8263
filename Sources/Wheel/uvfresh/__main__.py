from uvfresh import main

main()
